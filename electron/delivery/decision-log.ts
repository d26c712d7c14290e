import type { Outcome } from '#app/rules/decisions';
import type { Decision } from '#server/rules/decide/decision';
import type { Log } from '../system/log.ts';

/** At most this many ids stand in one line. */
const NAMED = 5;

/** `reworded`: the words of its toast on the screen follow. */
export type Entry = Decision & Readonly<{ outcome?: Outcome | 'reworded' }>;

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
