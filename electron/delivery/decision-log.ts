import type { Decision } from '#server/rules/decide/decision';
import type { Log } from '../system/log.ts';
import type { ClosedBy, ShowOutcome } from './notifiers/notifiers.ts';

/** At most this many ids stand in one line. */
const NAMED = 5;

/**
 * How a decision went, and how its toast ended. `reworded`: its words on the screen follow. `left`: it has left the screen. `withdrawn`:
 * Belfry took it away, because its notification is read, done, muted or deleted.
 */
export type Outcome = ShowOutcome | 'reworded' | 'withdrawn' | `left_by_${ClosedBy}`;
export type Entry = Decision & Readonly<{ outcome?: Outcome }>;

/** Takes each decision, and later how it went, for the notifications that it is about. */
export type Report = (items: Iterable<{ readonly id: string }>, entry: Entry) => void;

/** Logs decisions: by the ids of the notifications, never with their text. */
export const createDecisionLog =
  (log: Log): Report =>
  (items, { do: what, outcome, reason }) => {
    const ids = Array.from(items, ({ id }) => id);
    if (ids.length === 0) return;
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    const how = outcome === undefined ? what : `${what}, ${outcome}`;
    log.info(`${ids.slice(0, NAMED).join(', ')}${more}: ${how}, ${reason}`);
  };
