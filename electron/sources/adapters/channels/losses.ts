import type { Span } from '#app/rules/region';
import type { Loss } from '#server/rules/own-rows';
import type { IngestItem } from '#server/source';
import { rowOf } from './gap-row.ts';

/** How often a growing row is stored at most, in milliseconds. */
const KEEP_EVERY = 5_000;
/** After this long without a loss, the next one begins a new row; in milliseconds. */
const QUIET = 10 * 60_000;

type Tally = Span & { readonly revision: number; readonly count: number; readonly event: string };

export interface Losses {
  add(why: Loss, event: string): void;
  /** Stores what has not been stored yet. */
  dispose(): void;
}

function itemOf(why: Loss, { count, event, revision, ...span }: Tally): IngestItem {
  return rowOf(
    span,
    {
      id: `loss:${why}:${span.from}`,
      revision,
      // Nothing is missing of repeats. A row that was read stays read while it grows.
      ...(why === 'repeated' ? { unread: false } : {}),
    },
    { reason: why, count, event },
  );
}

/** One row for each time in which events were dropped: from when to when, and how many. */
export function createLosses(deps: {
  readonly store: (item: IngestItem) => void;
  readonly now: () => Date;
}): Losses {
  const tallies = new Map<Loss, Tally>();
  const unreported = new Set<Loss>();
  let timer: NodeJS.Timeout | undefined;

  function report(): void {
    timer = undefined;
    for (const why of unreported) {
      const tally = tallies.get(why);
      if (tally !== undefined) deps.store(itemOf(why, tally));
    }
    if (unreported.size > 0) timer = setTimeout(report, KEEP_EVERY);
    unreported.clear();
  }

  return {
    add(why, event) {
      const at = deps.now().getTime();
      const before = tallies.get(why);
      const earlier = before !== undefined && at - before.until < QUIET ? before : null;
      tallies.set(why, {
        from: earlier?.from ?? at,
        until: Math.max(at, earlier?.until ?? 0),
        // It rises with each loss, even where the clock does not.
        revision: Math.max(at, (before?.revision ?? 0) + 1),
        count: (earlier?.count ?? 0) + 1,
        event,
      });
      unreported.add(why);
      if (timer === undefined) report();
    },
    dispose() {
      report();
      clearTimeout(timer);
    },
  };
}
