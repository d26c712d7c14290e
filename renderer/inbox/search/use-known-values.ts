import { useMemo } from 'react';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useOrigins } from '../use-origin.ts';
import type { Known, Value } from './completions.ts';

/** Of each kind, the newest. */
const MOST = 50;

const distinct = (texts: Iterable<string | null | undefined>): readonly Value[] => {
  const found = new Set<string>();
  for (const text of texts) {
    if (text && found.size < MOST) found.add(text);
  }
  return [...found].map((text) => ({ text }));
};

/** Senders, types and tags of the rows that the window has, and all sources. */
export function useKnownValues(): Known {
  const { lists, search } = useWindowState();
  const { items: found } = useStore(search.shown);
  const { items: all } = useStore(lists);
  const origins = useOrigins();
  return useMemo(() => {
    const rows = [...(found ?? []), ...(found === all ? [] : (all ?? []))];
    return {
      from: distinct(rows.map(({ sender }) => sender)),
      type: distinct(rows.map(({ type }) => type)),
      tag: distinct(rows.flatMap(({ tags }) => tags)),
      source: origins.map(({ id, name }) => ({ text: id, name })),
    };
  }, [found, all, origins]);
}
