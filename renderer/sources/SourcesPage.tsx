import { KeyRound, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { COLOUR_NAMES } from '../ui/colours.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { freeColour } from './draft/draft.ts';
import { KindChoice } from './KindChoice.tsx';
import { KindForm, type Subject } from './KindForm.tsx';
import { cardId, SourceCard } from './SourceCard.tsx';

const ADD_ID = 'add-source';

type Place = Readonly<{ at: 'list' } | { at: 'choice' } | { at: 'form'; subject: Subject }>;

/** Puts the focus on what has this id, once that is there: the main process tells of a new source after it has saved it. */
function useFocusOn(): (id: string) => void {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => {
    const element = id === null ? null : document.getElementById(id);
    if (element === null) return;
    element.focus();
    setId(null);
  });
  return setId;
}

/** Where notifications come from besides this computer: how each source stands, and the forms to add and change them. */
export function SourcesPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { navigation, sources } = useWindowState();
  const state = useStore(sources);
  const { enroll } = useStore(navigation);
  const [place, setPlace] = useState<Place>({ at: 'list' });
  const focusOn = useFocusOn();
  const all = state?.sources ?? [];
  const colour = freeColour(
    COLOUR_NAMES,
    all.map(({ definition }) => definition.colour),
  );

  const toList = (focus: string): void => {
    setPlace({ at: 'list' });
    navigation.enrolled();
    focusOn(focus);
  };

  if (enroll !== null) {
    return (
      <KindForm
        // Another link is another form.
        key={`${enroll.server} ${enroll.code}`}
        subject={{ kind: 'belfry', colour, enroll }}
        onSaved={(id) => toList(cardId(id))}
        onBack={() => toList(ADD_ID)}
        onCancel={() => toList(ADD_ID)}
      />
    );
  }
  if (place.at === 'choice') {
    return (
      <KindChoice
        onChoose={(kind) => setPlace({ at: 'form', subject: { kind, colour, enroll: null } })}
        onBack={() => toList(ADD_ID)}
      />
    );
  }
  if (place.at === 'form') {
    const { subject } = place;
    const origin = 'source' in subject ? cardId(subject.source.definition.id) : ADD_ID;
    return (
      <KindForm
        subject={subject}
        onSaved={(id) => toList(cardId(id))}
        onBack={() => ('source' in subject ? toList(origin) : setPlace({ at: 'choice' }))}
        onCancel={() => toList(origin)}
      />
    );
  }
  const isEmpty = state !== null && all.length === 0;
  const add = (look: 'primary' | 'quiet') => (
    <Button id={ADD_ID} look={look} onClick={() => setPlace({ at: 'choice' })}>
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
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <div className="mx-auto max-w-xl px-4 py-5">
          {all.map((source) => (
            <SourceCard
              key={source.definition.id}
              source={source}
              unread={status.counts.by_source[source.definition.id] ?? 0}
              onEdit={(again) => setPlace({ at: 'form', subject: { source, again } })}
              onRemoved={() => focusOn(ADD_ID)}
            />
          ))}
          {isEmpty ? (
            <div className="flex flex-col items-center gap-4 px-6 py-16 text-center text-[13px] text-muted">
              <p>{t('sources.none')}</p>
              {add('primary')}
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
}
