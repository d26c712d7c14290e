import { isNewestFirst, type Row } from './list-row.ts';

/** A list that does not end after so many pages never does. */
const MOST_PAGES = 5_000;
/** A list that changes during each of so many readings is read again later. */
const MOST_PASSES = 6;
/** The same page so often in a row: the app does not know what `page` is, or repeats its last one. */
const SAME_PAGES = 3;
/** Rows of several pages are taken together: each taking is a commit, and news for every view. */
const ROWS_AT_ONCE = 100;

/** `endless`, `restless`: given up; what was read was taken all the same. */
export type WalkEnd = 'complete' | 'endless' | 'restless';

/** All that is remembered of a row that was taken: there may be thousands. */
type Seen = Pick<Row, 'time' | 'unread'>;

export interface Walk {
  /** Reads on from where an error interrupted it. Rejects as `page` and `take` do. */
  run(): Promise<WalkEnd>;
  readonly seen: ReadonlyMap<string, Seen>;
  /** The newest when it began; null: there was none. */
  top(): Row | null;
}

const idsOf = (rows: readonly Row[]): string => rows.map(({ id }) => id).join(' ');

const isNewer = (row: Row, top: Row | null): boolean =>
  top !== null && row.time !== null && top.time !== null && row.time > top.time;

/**
 * Reads a list from its newest page down. While it is read, arrivals push rows to later pages, where they are met twice;
 * deletions pull rows to pages that have been read already, where they would be missed. Therefore a reading of several pages is
 * repeated until it finds nothing new and misses nothing that the one before it found: then nothing was deleted during that
 * one. What the app says about counts and last pages is not looked at.
 */
export function createWalk(deps: {
  page(number: number): Promise<readonly Row[]>;
  /**
   * Rows that were not seen before, oldest first, and those of one second together: so they keep their order. All that was seen is
   * taken when `run` is over, whatever its end.
   */
  take(rows: readonly Row[]): Promise<void>;
  /** Whether nothing below this page is wanted. */
  enough(rows: readonly Row[], seen: ReadonlyMap<string, Seen>): boolean;
}): Walk {
  const seen = new Map<string, Seen>();
  /** Seen and not taken yet, newest first. */
  let waiting: Row[] = [];
  let top: Row | null | undefined;
  let number = 1;
  let passes = 0;
  /** New in this pass, without what arrived during the walk. */
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

  /** Whether the newest page is what it was: then it was not arrivals that pushed the same rows along. */
  async function isStill(): Promise<boolean> {
    const now = idsOf(await read(1));
    const still = now === first;
    first = now;
    same = 1;
    return still;
  }

  /** Whether a row above the end of this pass was there in the pass before only. */
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

/** Everything from the top to `limit` (milliseconds) is on this page or above. */
export function reaches(rows: readonly Row[], limit: number): boolean {
  const last = rows.at(-1)?.time ?? null;
  return last !== null && last < limit && isNewestFirst(rows);
}
