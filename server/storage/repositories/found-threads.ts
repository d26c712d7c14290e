import { createGauge, pageOf } from '../page.ts';
import type { SearchRepository } from '../ports.ts';
import type { NotificationRow, Thread } from '../rows.ts';
import { type Steps, steps } from '../step.ts';

/** Rows that are looked at at once, at most, and how much this grows from the limit on. */
const ROWS = 1_000;
const GROWTH = 4;

const threadOf = ({ source, group_key: key }: NotificationRow): Thread | null =>
  key === null ? null : { source, key };

/** Folds what `page` finds: of each thread only the newest row stays. */
export const createFoundThreads = (page: SearchRepository['page']): SearchRepository['threads'] =>
  steps('search.threads', function* (wanted, before, limit): Steps<NotificationRow[]> {
    const found: NotificationRow[] = [];
    const isTooHeavy = createGauge();
    const listed = new Map<string, Thread>();
    let at = before;
    for (let portion = limit; ; portion = Math.min(portion * GROWTH, ROWS)) {
      const rows = yield* page({ ...wanted, without: [...listed.values()] }, at, portion);
      for (const row of rows) {
        at = row;
        const thread = threadOf(row);
        if (thread !== null) {
          const key = JSON.stringify(thread);
          if (listed.has(key)) continue;
          listed.set(key, thread);
          // An earlier page has its newest row.
          const isFirst =
            before === undefined || (yield* page({ ...wanted, thread }, undefined, 1))[0]?.id === row.id;
          if (!isFirst) continue;
        }
        found.push(row);
        if (isTooHeavy(row) || found.length >= limit) return found;
      }
      const wasCutShort = rows.length >= portion || pageOf(rows, portion).length < rows.length;
      if (!wasCutShort) return found;
    }
  });
