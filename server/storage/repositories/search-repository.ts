import { beginningsOf, isVoid, isWordTerm, prepareFilter, Subject } from '#server/rules/filter/filter';
import { filterItemOf } from '../filter-item.ts';
import { createGauge, NEWEST } from '../page.ts';
import type { SearchRepository } from '../ports.ts';
import type { NotificationRow, RowCounts, RowPlace, Wanted } from '../rows.ts';
import { changeOf, fieldOf, rowOf, rowsOf, rowsUpTo } from '../statement-step.ts';
import { type SqlValue, type Steps, steps } from '../step.ts';
import { createFoundThreads } from './found-threads.ts';

type Query = Readonly<{ sql: string; params: readonly SqlValue[] }>;

/** A way to the wanted rows, in the order of lists: an index is walked, and each row that it leads to is tested. */
export type Route = Readonly<{
  /** The place of a row, wanted or not, that the route reaches below `above` after `skipped` others. */
  edge(above: RowPlace, skipped: number): Query;
  /** Rows below `above`, down to `below`. Those whose words are others may be among them. */
  rows(above: RowPlace, below: RowPlace, limit: number): Query;
}>;

/** What is indexed of a row. `tags`, `attachments` and `actions` are JSON. */
export type IndexedRow = Pick<
  NotificationRow,
  | 'id'
  | 'user_id'
  | 'source'
  | 'title'
  | 'message'
  | 'type'
  | 'sender'
  | 'tags'
  | 'priority'
  | 'url'
  | 'attachments'
  | 'actions'
>;

export type SearchStatements = Readonly<
  Record<'isBehind' | 'waiting' | 'place' | 'index' | 'nextWord', string>
> &
  Readonly<{
    /** Parameters of `index` beside the id. */
    texts(row: IndexedRow): readonly string[];
    /** ?1: the user; ?2: how many rows to count at most */
    count(wanted: Wanted): Query;
    /** `endings`: the words that begin so, for each beginning; null: many. */
    routes(wanted: Wanted, endings: ReadonlyMap<string, readonly string[] | null>): readonly Route[];
  }>;

/** Words that begin alike are looked up one by one, unless they are more. */
const WORDS = 32;
/** Rows of one statement, at most. */
const ROWS = 1_000;
/** How many rows a route tests before the next route has its turn, at first, and how much this grows. */
const STRETCH = 128;
const GROWTH = 4;
const OLDEST: RowPlace = { surfaced_at: Number.MIN_SAFE_INTEGER, id: '' };

const NOTHING: RowCounts = { rows: 0, unread: 0 };

/** How far a route has come, and what was found on it. */
interface Walk {
  readonly route: Route;
  readonly found: NotificationRow[];
  /** Whether a found row is the last one of a page. */
  readonly isLast: (row: NotificationRow) => boolean;
  at: RowPlace;
  stretch: number;
}

export function createSearchRepository(sql: SearchStatements): SearchRepository {
  function* endingsOf(beginning: string): Steps<readonly string[] | null> {
    const words: string[] = [];
    let from = beginning;
    for (;;) {
      const word = yield* fieldOf<string>('search.page', sql.nextWord, [from], undefined);
      if (word?.startsWith(beginning) !== true) return words;
      if (words.length === WORDS) return null;
      words.push(word);
      // The next one: no word contains a control character.
      from = `${word}\u0001`;
    }
  }

  /** @returns whether the page is full, or there is nothing below */
  function* advance(walk: Walk, isAlone: boolean, isHit: (row: NotificationRow) => boolean): Steps<boolean> {
    const edge = walk.route.edge(walk.at, walk.stretch - 1);
    const found = isAlone ? undefined : yield* rowOf<RowPlace>('search.page', edge.sql, edge.params);
    const below = found ?? OLDEST;
    walk.stretch *= GROWTH;
    for (;;) {
      const { sql: text, params } = walk.route.rows(walk.at, below, ROWS);
      let isFull = false;
      const take = (row: NotificationRow): boolean => {
        if (!isHit(row)) return false;
        walk.found.push(row);
        isFull = walk.isLast(row);
        return isFull;
      };
      const rows = yield* rowsUpTo<NotificationRow>('search.page', take, text, params);
      if (isFull) return true;
      const last = rows.at(-1);
      if (last === undefined || rows.length < ROWS) break;
      walk.at = last;
    }
    walk.at = below;
    return below === OLDEST;
  }

  const page = steps(
    'search.page',
    function* (wanted: Wanted, before: RowPlace | undefined, limit: number): Steps<NotificationRow[]> {
      const { filter, moment } = wanted;
      if (filter.some((term) => isVoid(term) && !term.not)) return [];
      const endings = new Map<string, readonly string[] | null>();
      for (const beginning of beginningsOf(filter)) endings.set(beginning, yield* endingsOf(beginning));
      const words = filter.filter(isWordTerm);
      const test = prepareFilter(words);
      const isHit = (row: NotificationRow): boolean =>
        words.length === 0 || test(new Subject(filterItemOf(row)), moment);
      const walks = sql.routes(wanted, endings).map((route): Walk => {
        const isTooHeavy = createGauge();
        const found: NotificationRow[] = [];
        const isLast = (row: NotificationRow): boolean => isTooHeavy(row) || found.length >= limit;
        return { route, found, isLast, at: before ?? NEWEST, stretch: STRETCH };
      });
      // Which route is short depends on what the inbox contains. In turns, none takes much longer than the shortest one.
      for (;;) {
        for (const walk of walks) {
          if (yield* advance(walk, walks.length === 1, isHit)) return walk.found;
        }
      }
    },
  );

  return {
    page,
    count: steps('search.count', function* (wanted, limit) {
      if (wanted.filter.some((term) => isVoid(term) && !term.not)) return NOTHING;
      const { sql: text, params } = sql.count(wanted);
      return (yield* rowOf<RowCounts>('search.count', text, [wanted.userId, limit, ...params])) ?? NOTHING;
    }),
    threads: createFoundThreads(page),
    isBehind: steps('search.isBehind', function* () {
      return (yield* rowOf('search.isBehind', sql.isBehind)) !== undefined;
    }),
    index: steps('search.index', function* (limit) {
      const rows = yield* rowsOf<IndexedRow>('search.index', sql.waiting, [limit]);
      // The oldest first: FTS5 writes down what it has whenever an id is below the one before.
      for (const row of rows.toReversed()) {
        yield* changeOf('search.index', sql.place, [row.id]);
        yield* changeOf('search.index', sql.index, [row.id, ...sql.texts(row)]);
      }
    }),
  };
}
