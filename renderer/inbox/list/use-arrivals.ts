import { useState } from 'react';
import type { ListFilter } from '#server/rules/list-filter';
import { countNewer } from './roving.ts';

interface Arrivals {
  /** How many arrived with the latest change; 0: none yet. */
  readonly latest: number;
  /** Increases with each arrival, so that the same number is announced again. */
  readonly round: number;
  /** Arrived since the user was last at the top. */
  readonly unseen: number;
}

/**
 * What arrived at the top of the list while the user was reading. `atTop`: the newest rows are visible. With another
 * `query` other rows appear; none of them counts as arrived.
 */
export function useArrivals(ids: readonly string[], atTop: boolean, query: ListFilter | null): Arrivals {
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
