import type { Log } from '../system/log.ts';

/** At most this many ids stand in one line. */
const NAMED = 5;

export type LogDecision = (items: Iterable<{ readonly id: string }>, what: string, reason: string) => void;

/** Logs what was decided about notifications, and how it ended: by their ids, never with their text. */
export const createDecisionLog =
  (log: Log): LogDecision =>
  (items, what, reason) => {
    const ids = Array.from(items, ({ id }) => id);
    if (ids.length === 0) return;
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    log.info(`${ids.slice(0, NAMED).join(', ')}${more}: ${what}, ${reason}`);
  };
