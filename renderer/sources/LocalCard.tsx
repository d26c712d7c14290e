import { KeyRound, RotateCw, Send } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { LOCAL } from '#server/rules/content';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { CopyButton, CurlBox } from '../ui/CurlBox.tsx';
import { Question } from '../ui/Question.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { MayRequest } from './MayRequest.tsx';

/** As long as any token looks. */
const DOTS = '••••••••••••';

function Line(props: { readonly label: string; readonly value: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <dt className="w-16 text-xs text-muted">{props.label}</dt>
      <dd className="flex min-w-0 flex-1 items-center justify-end gap-1">
        <span dir="ltr" className="min-w-0 flex-1 text-[13px] wrap-anywhere select-text">
          {props.value}
        </span>
        {props.children}
      </dd>
    </div>
  );
}

function SureToRotate(props: { readonly onStay: () => void; readonly onGo: () => void }) {
  const { t } = useTranslation('window');
  const owner = useEscape(props.onStay);
  return (
    <div {...owner}>
      <Question
        label={t('command.endpoint.rotate.title')}
        text={t('local.rotateSure')}
        stay={t('local.keep')}
        go={t('command.endpoint.rotate.title')}
        className="mt-3"
        onStay={props.onStay}
        onGo={props.onGo}
      />
    </div>
  );
}

/** How programs of this computer send, at any time. The token stays with main, which copies and replaces it. */
export function LocalCard(props: { readonly status: AppStatus; readonly mayRequest: readonly string[] }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [asked, setAsked] = useState(false);
  const [isRotated, setRotated] = useState(false);
  const rotate = useRef<HTMLButtonElement>(null);
  const { endpoint } = props.status;
  const missing = endpoint === null;

  function answered(): void {
    setAsked(false);
    rotate.current?.focus();
  }

  return (
    <section
      aria-labelledby="source-local"
      className="mb-3 rounded-xl border border-line bg-canvas px-4 py-3"
    >
      <h2 id="source-local" className="text-sm font-semibold">
        {t('source.local')}
      </h2>
      <p className="mb-2 text-xs text-muted">{t('local.lead')}</p>
      <dl className="flex flex-col gap-0.5">
        <Line label={t('local.address')} value={endpoint?.url ?? t('local.waiting')}>
          <CopyButton command="endpoint.copyUrl" disabled={missing} />
        </Line>
        <Line label={t('local.token')} value={DOTS}>
          <CopyButton command="endpoint.copyToken" disabled={missing} />
        </Line>
      </dl>
      <details className="group mt-1">
        <summary className="w-fit rounded text-[13px] text-muted hover:text-ink">{t('local.curl')}</summary>
        <div className="mt-1.5">
          <CurlBox endpoint={endpoint} />
        </div>
      </details>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button disabled={missing} onClick={() => void actions.run('inbox.sendTest')}>
          <Send aria-hidden className="size-4" />
          {t('command.inbox.sendTest.title')}
        </Button>
        <Button ref={rotate} look="quiet" disabled={missing} onClick={() => setAsked(true)}>
          <RotateCw aria-hidden className="size-4" />
          {t('command.endpoint.rotate.title')}
        </Button>
      </div>
      {asked ? (
        <SureToRotate
          onStay={answered}
          onGo={async () => {
            answered();
            setRotated(await actions.run('endpoint.rotate'));
          }}
        />
      ) : null}
      <p role="status" className="flex items-center gap-1.5 text-xs text-muted not-empty:mt-2">
        {isRotated && !asked ? (
          <>
            <KeyRound aria-hidden className="size-3.5 shrink-0" />
            {t('local.rotated')}
          </>
        ) : null}
      </p>
      <MayRequest source={LOCAL} origins={props.mayRequest} />
    </section>
  );
}
