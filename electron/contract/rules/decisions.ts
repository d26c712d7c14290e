/** What this device keeps about each decision over a notification, and how it went. */
import type { Decision } from '#server/rules/decide/decision';

/** Who took a toast off the screen. `program`: one that asked for it. `daemon`: the daemon ended. `unknown`: the system does not say. */
const ENDS = ['user', 'expired', 'program', 'daemon', 'unknown'] as const;

/**
 * How a decision went, and how its toast ended. `closed`: withdrawn before it appeared. `timeout`: the daemon did not answer. `unavailable`:
 * there was none. `failed`: it refused. `left_by_…`: it has left the screen. `withdrawn`: Belfry took it away, because its notification
 * is read, done, muted or deleted.
 */
export const OUTCOMES = [
  'shown',
  'closed',
  'timeout',
  'unavailable',
  'failed',
  'withdrawn',
  ...ENDS.map((end) => `left_by_${end}` as const),
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A decision as it was kept, without words of the notification. */
export type Kept = Readonly<{
  /** ISO 8601. */
  at: string;
  decision: Decision;
  /** null: there was no toast. */
  outcome: Outcome | null;
}>;
