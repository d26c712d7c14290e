import { isNewestFirst, type Row } from './row.ts';

/** A list that does not end after so many pages never does. */
const MOST_PAGES = 5_000;
/** A list that changes during each of so many readings is read again later. */
const MOST_PASSES = 6;
/** The same page so often in a row: the app does not know what `page` is, or repeats its last one. */
const SAME_PAGES = 3;

/** `endless`, `restless`: given up; what was read was taken all the same. */
export type WalkEnd = 'complete' | 'endless' | 'restless';

export interface Walk {
  /** Reads on from where an error interrupted it. Rejects as `page` and `take` do. */
  run(): Promise<WalkEnd>;
  readonly seen: ReadonlyMap<string, Row>;
  /** The newest when it began; null: there was none. */
  top(): Row | null;
}

const isNewer = (row: Row, top: Row | null): boolean =>
  top !== null && row.time !== null && top.time !== null && row.time > top.time;

/**
 * Reads a list from its newest page down. While it is read, arrivals push rows to later pages, where they are met twice;
 * deletions pull rows to pages that have been read already, where they would be missed. Therefore a reading of several pages is
 * repeated until it finds nothing new. What the app says about counts and last pages is not looked at.
 */
export function createWalk(deps: {
  page(number: number): Promise<readonly Row[]>;
  /** Rows that were not seen before, oldest first: so they keep their order where they are of one second. */
  take(rows: readonly Row[]): Promise<void>;
  /** Whether nothing below this page is wanted. */
  enough(rows: readonly Row[], seen: ReadonlyMap<string, Row>): boolean;
}): Walk {
  const seen = new Map<string, Row>();
  let top: Row | null | undefined;
  let number = 1;
  let passes = 0;
  /** New in this pass, without what arrived during the walk. */
  let fresh = 0;
  let before = '';
  let same = 1;

  async function step(): Promise<boolean> {
    const rows = await deps.page(number);
    if (top === undefined) top = rows[0] ?? null;
    const unseen = rows.filter(({ id }) => !seen.has(id)).reverse();
    await deps.take(unseen);
    for (const row of unseen) {
      seen.set(row.id, row);
      if (!isNewer(row, top)) fresh += 1;
    }
    const ids = rows.map(({ id }) => id).join(' ');
    same = ids === before ? same + 1 : 1;
    before = ids;
    return rows.length === 0 || same === SAME_PAGES || deps.enough(rows, seen);
  }

  return {
    seen,
    top: () => top ?? null,
    async run() {
      for (;;) {
        while (!(await step())) {
          number += 1;
          if (number > MOST_PAGES) return 'endless';
        }
        const isSteady = number === 1 || fresh === 0;
        passes += 1;
        if (isSteady) return 'complete';
        if (passes === MOST_PASSES) return 'restless';
        number = 1;
        fresh = 0;
        before = '';
        same = 1;
      }
    },
  };
}

/** Everything from the top to `limit` (milliseconds) is on this page or above. */
export function reaches(rows: readonly Row[], limit: number): boolean {
  const last = rows.at(-1)?.time ?? null;
  return last !== null && last < limit && isNewestFirst(rows);
}
