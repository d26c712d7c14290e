import path from 'node:path';
import type { Kept } from '#app/rules/decisions';
import type { Log } from '../../system/log.ts';
import type { Report } from '../decision-log.ts';
import { openDays } from './days.ts';
import { lineOf, linesAbout, type Written } from './lines.ts';

export interface DecisionRecord {
  report: Report;
  /** All that was decided about this notification on this device in the last 30 days, oldest first. */
  of(id: string): Promise<readonly Kept[]>;
  /** Writes what is not on disk yet. */
  dispose(): void;
}

/** How long decisions wait for others, so that they are written together and after the toast, in milliseconds. */
const SOON = 200;
/** At most this many wait; while the disk refuses them, the oldest are given up. */
const MOST = 20_000;

/**
 * Every decision over a notification, by its id and never with its words, in `PROFILE/decisions`. It explains; nothing is decided by it:
 * what a crash takes within a fifth of a second is missing in an explanation.
 */
export function createRecord(deps: { profile: string; now: () => Date; log: Log }): DecisionRecord {
  const days = openDays({ folder: path.join(deps.profile, 'decisions'), now: deps.now, log: deps.log });
  let waiting: Written[] = [];
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    const lines = waiting.map(lineOf);
    if (days.append(lines)) waiting = [];
    else waiting = waiting.slice(-MOST);
  }

  return {
    report(items, { outcome, ...decision }) {
      // Its words have changed, nothing was decided.
      if (outcome === 'reworded') return;
      const ids = Array.from(items, ({ id }) => id);
      if (ids.length === 0) return;
      waiting.push({ at: deps.now().getTime(), ids, decision, outcome: outcome ?? null });
      timer ??= setTimeout(flush, SOON);
    },
    async of(id) {
      if (timer !== null) {
        clearTimeout(timer);
        flush();
      }
      return linesAbout(days.lines(id), id);
    },
    dispose() {
      if (timer !== null) clearTimeout(timer);
      flush();
    },
  };
}
