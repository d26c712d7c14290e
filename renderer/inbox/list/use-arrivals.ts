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

/** `atTop`: the newest rows are visible. `held`: they stay where they are, and what arrives comes above them, out of sight. */
type Place = Readonly<{ atTop: boolean; held: boolean }>;

/**
 * What arrived at the top of the list while the user was reading. With another `query` other rows appear; none of them counts
 * as arrived.
 */
export function useArrivals(
  ids: readonly string[],
  { atTop, held }: Place,
  query: ListFilter | null,
): Arrivals {
  const newest = ids[0] ?? null;
  const [state, setState] = useState({ query, newest, seen: newest, latest: 0, round: 0, atTop });
  const follows = atTop && !held;
  const seen = follows || (atTop && !state.atTop) ? newest : state.seen;
  if (query !== state.query) {
    setState({ query, newest, seen: newest, latest: 0, round: 0, atTop });
  } else if (newest !== null && (state.newest === null || newest > state.newest)) {
    const latest = state.newest === null ? ids.length : countNewer(ids, state.newest);
    setState({ query, newest, seen, latest, round: state.round + 1, atTop });
  } else if (seen !== state.seen || atTop !== state.atTop) {
    setState({ ...state, seen, atTop });
  }
  return { latest: state.latest, round: state.round, unseen: follows ? 0 : countNewer(ids, seen) };
}
