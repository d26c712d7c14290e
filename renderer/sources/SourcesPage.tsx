import { ArrowLeft, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { SourceCard } from './SourceCard.tsx';
import { TeamServerForm } from './TeamServerForm.tsx';

/** Where notifications come from besides this computer: how each stands, and the way to a team server. */
export function SourcesPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { navigation, sources } = useWindowState();
  const state = useStore(sources);
  const { enroll } = useStore(navigation);
  const [adding, setAdding] = useState(false);
  const open = adding || enroll !== null;
  const close = (): void => {
    setAdding(false);
    navigation.enrolled();
  };

  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line px-2.5">
        <IconButton icon={ArrowLeft} label={t('settings.back')} onClick={() => navigation.go('inbox')} />
        <h1 className="flex-1 text-[17px] font-semibold tracking-tight">{t('sources.title')}</h1>
        {open ? null : (
          <Button look="quiet" onClick={() => setAdding(true)}>
            <Plus aria-hidden className="size-4" />
            {t('sources.add')}
          </Button>
        )}
      </header>
      {state?.keyring === 'plain' && state.sources.length > 0 ? (
        <Banner tone="info" icon={KeyRound}>
          {t('sources.plain')}
        </Banner>
      ) : null}
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <div className="mx-auto max-w-xl px-4 py-5">
          {open ? (
            <TeamServerForm key={enroll?.code ?? ''} enroll={enroll} onDone={close} onCancel={close} />
          ) : null}
          {state?.sources.map((source) => (
            <SourceCard
              key={source.definition.id}
              source={source}
              unread={status.counts.by_source[source.definition.id] ?? 0}
            />
          ))}
          {state?.sources.length === 0 && !open ? (
            <p className="px-6 py-16 text-center text-[13px] text-muted">{t('sources.none')}</p>
          ) : null}
        </div>
      </div>
    </>
  );
}
