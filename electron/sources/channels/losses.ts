import type { Span } from '#app/rules/region';
import type { Loss } from '#server/rules/own-rows';
import type { IngestItem } from '#server/source';
import { rowOf } from './gap-row.ts';

/** A row that grows is kept at most this often, in milliseconds. */
const KEEP_EVERY = 5_000;
/** After so long without any, the next ones are a row of their own; in milliseconds. */
const QUIET = 10 * 60_000;

type Tally = Span & { readonly revision: number; readonly count: number; readonly event: string };

export interface Losses {
  add(why: Loss, event: string): void;
  /** Says what has not been said yet. */
  dispose(): void;
}

function itemOf(why: Loss, { count, event, revision, ...span }: Tally): IngestItem {
  return rowOf(
    span,
    {
      id: `loss:${why}:${span.from}`,
      revision,
      // Of what is only repeated, nothing is missing. A row that was read stays read while it grows.
      ...(why === 'repeated' ? { unread: false } : {}),
    },
    { reason: why, count, event },
  );
}

/** One row for each time in which events were left out, from the first to the last of them, and how many. */
export function createLosses(deps: {
  readonly keep: (item: IngestItem) => void;
  readonly now: () => Date;
}): Losses {
  const tallies = new Map<Loss, Tally>();
  const unsaid = new Set<Loss>();
  let timer: NodeJS.Timeout | undefined;

  function say(): void {
    timer = undefined;
    for (const why of unsaid) {
      const tally = tallies.get(why);
      if (tally !== undefined) deps.keep(itemOf(why, tally));
    }
    if (unsaid.size > 0) timer = setTimeout(say, KEEP_EVERY);
    unsaid.clear();
  }

  return {
    add(why, event) {
      const at = deps.now().getTime();
      const before = tallies.get(why);
      const earlier = before !== undefined && at - before.until < QUIET ? before : null;
      tallies.set(why, {
        from: earlier?.from ?? at,
        until: Math.max(at, earlier?.until ?? 0),
        // Their number rises with each of them, where the clock may not.
        revision: Math.max(at, (before?.revision ?? 0) + 1),
        count: (earlier?.count ?? 0) + 1,
        event,
      });
      unsaid.add(why);
      if (timer === undefined) say();
    },
    dispose() {
      say();
      clearTimeout(timer);
    },
  };
}
