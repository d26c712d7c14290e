import { useEffect, useState } from 'react';
import type { SeenEvent } from '#app/source-view';
import { useStore, useWindowState } from '../../state/state.tsx';

/** The last events of a source, newest first, kept current. null: it is not saved yet. */
export function useSeenEvents(sourceId: string | null): readonly SeenEvent[] {
  const { sources } = useWindowState();
  // Each event changes the state of its source, which main pushes.
  const state = useStore(sources);
  const [seen, setSeen] = useState<readonly SeenEvent[]>([]);
  useEffect(() => {
    if (sourceId === null || state === null) return setSeen([]);
    let isLate = false;
    void sources.events(sourceId).then((result) => {
      if (result.ok && !isLate) setSeen(result.value);
    });
    return () => {
      isLate = true;
    };
  }, [sources, state, sourceId]);
  return seen;
}
