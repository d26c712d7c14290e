import { useEffect, useState } from 'react';
import type { AppStatus, Enrolment } from '#app/state';
import { useStore, useWindowState } from '../state/state.tsx';
import { COLOUR_NAMES, freeColour } from '../ui/colours.ts';
import { KeepAlive } from '../ui/KeepAlive.tsx';
import { KindForm, type Subject } from './form/form.tsx';
import { KindChoice } from './KindChoice.tsx';
import { cardId } from './SourceCard.tsx';
import { ADD_ID, SourcesList } from './SourcesList.tsx';

type Place = Readonly<{ at: 'list' } | { at: 'choice' } | { at: 'form'; subject: Subject }>;

/** Focuses the element with this id as soon as it exists: main announces a new source after saving it. */
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

/** The page of sources: their states, and the forms that add and change them. */
export function SourcesPage({ status }: { readonly status: AppStatus }) {
  const { navigation, sources } = useWindowState();
  const known = useStore(sources)?.sources ?? [];
  const { enrolments } = useStore(navigation);
  const [place, setPlace] = useState<Place>({ at: 'list' });
  const focusOn = useFocusOn();
  const inFront = enrolments.at(-1);
  const colour = freeColour(
    COLOUR_NAMES,
    known.map(({ definition }) => definition.colour),
  );

  function toList(focus: string): void {
    setPlace({ at: 'list' });
    focusOn(focus);
  }
  function enrolled(enrolment: Enrolment, focus: string): void {
    navigation.enrolled(enrolment);
    // Otherwise the form below appears, with its own focus.
    if (place.at === 'list' && enrolments.length === 1) focusOn(focus);
  }

  function atPlace() {
    switch (place.at) {
      case 'list':
        return (
          <SourcesList
            status={status}
            onAdd={() => setPlace({ at: 'choice' })}
            onEdit={(source, again) => setPlace({ at: 'form', subject: { source, again } })}
            onRemoved={() => focusOn(ADD_ID)}
          />
        );
      case 'choice':
        return (
          <KindChoice
            onChoose={(kind) => setPlace({ at: 'form', subject: { kind, colour, enroll: null } })}
            onBack={() => toList(ADD_ID)}
          />
        );
      case 'form': {
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
      default:
        return place satisfies never;
    }
  }

  return (
    <>
      {enrolments.map((enroll) => (
        <KeepAlive key={`${enroll.server} ${enroll.code}`} shown={enroll === inFront}>
          <KindForm
            subject={{ kind: 'belfry', colour, enroll }}
            onSaved={(id) => enrolled(enroll, cardId(id))}
            onBack={() => enrolled(enroll, ADD_ID)}
            onCancel={() => enrolled(enroll, ADD_ID)}
          />
        </KeepAlive>
      ))}
      <KeepAlive shown={inFront === undefined}>{atPlace()}</KeepAlive>
    </>
  );
}
