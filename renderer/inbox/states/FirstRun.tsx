import { BellRing, Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { CurlBox } from '../../ui/CurlBox.tsx';
import { FirstSteps } from './FirstSteps.tsx';

/** Nothing has ever arrived: the first step, or the later ones if it was skipped. */
export function FirstRun({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [sending, setSending] = useState(false);
  const { endpoint, firstRun } = status;
  if (firstRun === 'startup' || firstRun === 'source') {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <FirstSteps status={status} />
      </div>
    );
  }
  const isFirst = firstRun === 'test';

  async function sendTest(): Promise<void> {
    setSending(true);
    const sent = await actions.run('inbox.sendTest');
    if (sent && isFirst) await actions.run('firstRun.next');
    setSending(false);
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-6">
      <section className="m-auto w-full max-w-md py-8 text-center">
        <span className="mx-auto mb-4 grid size-16 place-items-center rounded-2xl bg-accent-wash text-accent">
          <BellRing aria-hidden className="size-8" strokeWidth={1.5} />
        </span>
        {isFirst ? <p className="mb-1 text-xs text-muted">{t('firstRun.step', { step: 1 })}</p> : null}
        <h2 className="text-xl font-semibold tracking-tight">{t('firstRun.title')}</h2>
        <p className="mx-auto mt-1.5 mb-5 max-w-sm text-sm text-balance text-muted">{t('firstRun.lead')}</p>
        <CurlBox endpoint={endpoint} />
        <p className="mt-6 text-[13px] text-muted">{t('firstRun.or')}</p>
        <div className="mt-2.5 flex flex-wrap justify-center gap-2">
          <Button
            look="primary"
            className="h-9 px-4"
            disabled={sending || endpoint === null}
            onClick={() => void sendTest()}
          >
            <Send aria-hidden className="size-4" />
            {sending ? t('firstRun.sending') : t('command.inbox.sendTest.title')}
          </Button>
          {isFirst ? (
            <Button look="quiet" className="h-9" onClick={() => void actions.run('firstRun.next')}>
              {t('firstRun.skip')}
            </Button>
          ) : null}
        </div>
      </section>
    </div>
  );
}
