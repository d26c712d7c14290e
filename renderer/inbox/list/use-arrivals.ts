import { useState } from 'react';
import type { Filter } from '#server/rules/filter';
import { countNewer } from './roving.ts';

interface Arrivals {
  /** How many came with the latest change; 0: none yet. */
  readonly latest: number;
  /** Rises with each change that brought some: the same number again is said again. */
  readonly round: number;
  /** Came since the reader was last at the top. */
  readonly unseen: number;
}

/**
 * What arrived at the top of a list, newest first, while it was read. `atTop`: the reader sees the newest. Under another
 * `query` the rows are others, and none of them has arrived.
 */
export function useArrivals(ids: readonly string[], atTop: boolean, query: Filter | null): Arrivals {
  const newest = ids[0] ?? null;
  const [state, setState] = useState({ query, newest, seen: newest, latest: 0, round: 0 });
  const seen = atTop ? newest : state.seen;
  if (query !== state.query) {
    setState({ query, newest, seen: newest, latest: 0, round: 0 });
  } else if (newest !== null && (state.newest === null || newest > state.newest)) {
    const latest = state.newest === null ? ids.length : countNewer(ids, state.newest);
    setState({ query, newest, seen, latest, round: state.round + 1 });
  } else if (seen !== state.seen) {
    setState({ ...state, seen });
  }
  return { latest: state.latest, round: state.round, unseen: atTop ? 0 : countNewer(ids, seen) };
}
