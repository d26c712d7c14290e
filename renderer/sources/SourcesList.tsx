import { KeyRound, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SourceView } from '#app/source-view';
import type { AppStatus } from '#app/state';
import { useStore, useWindowState } from '../state/state.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { LocalCard } from './LocalCard.tsx';
import { SourceCard } from './SourceCard.tsx';

/** Id of the button that adds a source. */
export const ADD_ID = 'add-source';

interface SourcesListProps {
  readonly status: AppStatus;
  readonly onAdd: () => void;
  /** @param again the source refuses its sign-in or token, so the user enters a new one */
  readonly onEdit: (source: SourceView, again: boolean) => void;
  readonly onRemoved: () => void;
}

/** All sources with their states. */
export function SourcesList({ status, onAdd, onEdit, onRemoved }: SourcesListProps) {
  const { t } = useTranslation('window');
  const { navigation, sources } = useWindowState();
  const state = useStore(sources);
  const all = state?.sources ?? [];
  const isEmpty = state !== null && all.length === 0;
  const add = (look: 'primary' | 'quiet') => (
    <Button id={ADD_ID} look={look} onClick={onAdd}>
      <Plus aria-hidden className="size-4" />
      {t('sources.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('sources.title')} back={t('settings.back')} onBack={() => navigation.go('inbox')}>
        {isEmpty ? null : add('quiet')}
      </PageHeader>
      {state?.keyring === 'plain' && all.length > 0 ? (
        <Banner tone="info" icon={KeyRound}>
          {t('sources.plain')}
        </Banner>
      ) : null}
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-xl px-4 py-5">
          <LocalCard status={status} mayRequest={state?.localMayRequest ?? []} />
          {all.map((source) => (
            <SourceCard
              key={source.definition.id}
              source={source}
              unread={status.counts.by_source[source.definition.id] ?? 0}
              onEdit={(again) => onEdit(source, again)}
              onRemoved={onRemoved}
            />
          ))}
          {isEmpty ? (
            <div className="flex flex-col items-center gap-4 px-6 py-10 text-center text-[13px] text-muted">
              <p>{t('sources.none')}</p>
              {add('primary')}
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
}
