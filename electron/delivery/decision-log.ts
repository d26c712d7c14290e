import type { Log } from '../system/log.ts';

/** So many ids stand in one line. */
const NAMED = 5;

export type Note = (items: Iterable<{ readonly id: string }>, what: string, reason: string) => void;

/** Writes down what was decided on notifications, or came of it: by their ids, never with their words. */
export const createDecisionLog =
  (log: Log): Note =>
  (items, what, reason) => {
    const ids = Array.from(items, ({ id }) => id);
    if (ids.length === 0) return;
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    log.info(`${ids.slice(0, NAMED).join(', ')}${more}: ${what}, ${reason}`);
  };
