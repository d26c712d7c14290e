import { isNewestFirst, type Row } from './list-row.ts';

/** A list that is longer than this does not end. */
const MOST_PAGES = 5_000;
/** The most readings of a list that changes during each of them. */
const MOST_PASSES = 6;
/** Equal pages in a row that mean: the app ignores `page`, or repeats its last page. */
const SAME_PAGES = 3;
/** Rows that are taken together: each time is a commit, and a change of every view. */
const ROWS_AT_ONCE = 100;

/** `endless`, `restless`: it gave up; what it had read was taken. */
export type WalkEnd = 'complete' | 'endless' | 'restless';

/** What is kept of each row, as little as possible: there may be thousands. */
type Seen = Pick<Row, 'time' | 'unread'>;

export interface Walk {
  /** Continues where an error interrupted it. Rejects as `page` and `take` do. */
  run(): Promise<WalkEnd>;
  readonly seen: ReadonlyMap<string, Seen>;
  /** The newest row when it began; null: there was none. */
  top(): Row | null;
}

const idsOf = (rows: readonly Row[]): string => rows.map(({ id }) => id).join(' ');

const isNewer = (row: Row, top: Row | null): boolean =>
  top !== null && row.time !== null && top.time !== null && row.time > top.time;

/**
 * Reads a list from its newest page down. Meanwhile, arrivals push rows to later pages, where they are met twice; deletions pull rows to
 * pages that have been read, where they would be missed. So a reading of several pages is repeated until it finds nothing new and misses
 * nothing that the reading before it found: then nothing was deleted during it. What the app says about counts and last pages is ignored.
 */
export function createWalk(deps: {
  page(number: number): Promise<readonly Row[]>;
  /**
   * Takes rows that were not seen before, oldest first; rows of one second come together, so they keep their order. When `run` is over,
   * all rows that were seen have been taken.
   */
  take(rows: readonly Row[]): Promise<void>;
  /** Whether nothing below this page is needed. */
  enough(rows: readonly Row[], seen: ReadonlyMap<string, Seen>): boolean;
}): Walk {
  const seen = new Map<string, Seen>();
  /** Rows that were seen and not taken yet, newest first. */
  let waiting: Row[] = [];
  let top: Row | null | undefined;
  let number = 1;
  let passes = 0;
  /** How many rows were new in this pass, without those that arrived during the walk. */
  let fresh = 0;
  let found = new Set<string>();
  let foundBefore: ReadonlySet<string> = new Set();
  let last: Row | null = null;
  let first = '';
  let before = '';
  let same = 1;

  async function read(page: number): Promise<readonly Row[]> {
    const rows = await deps.page(page);
    if (top === undefined) top = rows[0] ?? null;
    for (const { id } of rows) found.add(id);
    for (const row of rows) {
      if (seen.has(row.id)) continue;
      seen.set(row.id, { time: row.time, unread: row.unread });
      waiting.push(row);
      if (!isNewer(row, top)) fresh += 1;
    }
    const end = waiting.at(-1)?.time;
    const whole = waiting.findLastIndex(({ time }) => time !== end) + 1;
    if (whole >= ROWS_AT_ONCE) await takeWaiting(whole);
    return rows;
  }

  async function takeWaiting(count: number): Promise<void> {
    if (count === 0) return;
    await deps.take(waiting.slice(0, count).toReversed());
    waiting = waiting.slice(count);
  }

  /** Whether the first page has not changed: then equal pages were not caused by arrivals. */
  async function isStill(): Promise<boolean> {
    const now = idsOf(await read(1));
    const still = now === first;
    first = now;
    same = 1;
    return still;
  }

  /** Whether a row above the end of this pass was only in the pass before. */
  function hasShrunk(): boolean {
    const end = last?.time ?? null;
    return [...foundBefore].some((id) => {
      const time = seen.get(id)?.time ?? null;
      return !found.has(id) && (time === null || end === null || time > end);
    });
  }

  async function step(): Promise<boolean> {
    const rows = await read(number);
    const ids = idsOf(rows);
    if (number === 1) first = ids;
    last = rows.at(-1) ?? last;
    same = number > 1 && ids === before ? same + 1 : 1;
    before = ids;
    if (rows.length === 0 || deps.enough(rows, seen)) return true;
    return same >= SAME_PAGES && (await isStill());
  }

  async function readOn(): Promise<WalkEnd> {
    for (;;) {
      while (!(await step())) {
        number += 1;
        if (number > MOST_PAGES) return 'endless';
      }
      const isSteady = number === 1 || (fresh === 0 && !hasShrunk());
      passes += 1;
      if (isSteady) return 'complete';
      if (passes === MOST_PASSES) return 'restless';
      number = 1;
      fresh = 0;
      foundBefore = found;
      found = new Set();
      last = null;
    }
  }

  return {
    seen,
    top: () => top ?? null,
    async run() {
      try {
        return await readOn();
      } finally {
        await takeWaiting(waiting.length);
      }
    },
  };
}

/** Whether everything from the top down to `limit` (milliseconds) is on this page or above. */
export function reaches(rows: readonly Row[], limit: number): boolean {
  const last = rows.at(-1)?.time ?? null;
  return last !== null && last < limit && isNewestFirst(rows);
}
