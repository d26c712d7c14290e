import type { Notification } from '#server/notification';
import type { Refusal } from '#server/rules/refusals';
import type { RunState } from '#server/rules/runs';
import { timestamp } from '#server/rules/time';

/** A run as a row stores it. `at`: milliseconds since 1970. `key`: of its request, which a later try repeats. */
export type StoredRun = Readonly<{
  action: string;
  kind: 'http' | 'event';
  state: RunState;
  at: number;
  key: string;
  reason?: Refusal;
}>;

export const NO_RUNS = '[]';

export const runsOf = (json: string): readonly StoredRun[] => JSON.parse(json);

/** The runs of a row with this one, which replaces an earlier run of its action. */
export const withRun = (json: string, run: StoredRun): string =>
  JSON.stringify([...runsOf(json).filter(({ action }) => action !== run.action), run]);

/**
 * The runs of a row after its source, which is the record of its choices, has named them all. What runs here, and what this computer has
 * sent itself, stays.
 */
export function withChosen(json: string, chosen: readonly Pick<StoredRun, 'action' | 'at'>[]): string {
  const named = new Set(chosen.map(({ action }) => action));
  const kept = runsOf(json).filter(
    ({ action, kind, state }) => !named.has(action) && (kind === 'http' || state !== 'done'),
  );
  const done = chosen.map(
    ({ action, at }) => ({ action, kind: 'event', state: 'done', at, key: '' }) as const,
  );
  return JSON.stringify([...kept, ...done]);
}

export const shownRun = ({ action, state, at, reason }: StoredRun) => ({
  ...{ action, state, at: timestamp(at) },
  ...(reason !== undefined && { reason }),
});

export const shownRuns = (json: string): NonNullable<Notification['runs']> => runsOf(json).map(shownRun);
