import { type CountAnswer, type CountQuery, type ListPage, type ListQuery, PAGE_SIZE } from '#server/inbox';
import { isOfBin, type Parsed } from '#server/rules/filter/filter';
import { cursorOf } from '#server/rules/order';
import { AppError } from '../errors.ts';
import {
  type NotificationRow,
  pageOf,
  type RowCounts,
  type RowPlace,
  type Step,
  type Steps,
  type Storage,
  type Wanted,
} from '../storage/storage.ts';
import type { Changes } from './changes.ts';
import { filterOf, wantedOf } from './filters.ts';
import { toNotification } from './serialize.ts';

/** The form that `cursorOf` writes. */
const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z_(.+)$/;

/** Counting more would take longer than somebody who types wants to wait. */
const COUNTED = 10_000;
const NOTHING: RowCounts = { rows: 0, unread: 0 };

/** Spaces ask for nothing, and find nothing. */
const asksForNothing = (parsed: Parsed | null): boolean => parsed?.filter.length === 0;

export interface Lists {
  /** A page of rows, or of threads, in the order of lists. */
  list(userId: number, query: ListQuery): Steps<ListPage>;
  /** How many rows such a list has. */
  count(userId: number, query: CountQuery): Steps<CountAnswer>;
}

/** Lists of an inbox, as reads. */
export function createLists(deps: {
  storage: Pick<Storage, 'notifications' | 'threads' | 'search'>;
  now: () => number;
  position: Changes['position'];
}): Lists {
  const { notifications, threads, search } = deps.storage;

  /** Older clients send the id of the last row instead. */
  function* fromCursor(userId: number, cursor: string): Steps<RowPlace> {
    const [, ms, us, id] = CURSOR.exec(cursor) ?? [];
    const time = Date.parse(`${ms}Z`);
    if (id !== undefined && !Number.isNaN(time)) return { surfaced_at: time * 1_000 + Number(us), id };
    const row = yield* notifications.byId(cursor);
    if (row?.user_id !== userId) {
      throw new AppError('invalid_request', '`cursor` must be the `next` of the page before.');
    }
    return row;
  }

  /** Plain lists have an index each. */
  function pagesOf(
    wanted: Wanted,
    isFiltered: boolean,
    isFolded: boolean,
  ): (before: RowPlace | undefined, limit: number) => Step<NotificationRow[]> {
    const { userId, source, thread } = wanted;
    const view = wanted.view ?? 'inbox';
    if (isFiltered || thread !== undefined || (isFolded && source !== null)) {
      const find = isFolded ? search.threads : search.page;
      return (before, limit) => find(wanted, before, limit);
    }
    if (isFolded) return (before, limit) => threads.page(userId, view, before, limit);
    return (before, limit) => notifications.page(userId, view, before, limit, source ?? undefined);
  }

  /** How large the threads are that these rows stand for. */
  function* threadsOf({ userId, view, filter }: Wanted, rows: readonly NotificationRow[]) {
    const counted = view === null && isOfBin(filter) ? 'bin' : view;
    const keys = rows.flatMap(({ source, group_key: key }) => (key === null ? [] : [{ source, key }]));
    const counts = new Map<string, RowCounts>();
    for (const { source, key, ...thread } of yield* threads.counts(userId, counted, keys)) {
      counts.set(JSON.stringify([source, key]), thread);
    }
    return ({ source, group_key: key }: NotificationRow) => counts.get(JSON.stringify([source, key]));
  }

  function* list(userId: number, query: ListQuery): Steps<ListPage> {
    const {
      view,
      source = null,
      group_key: thread,
      q,
      utc_offset: offset = 0,
      threads: folded,
      cursor,
      limit = PAGE_SIZE,
    } = query;
    const before = cursor === undefined ? undefined : yield* fromCursor(userId, cursor);
    const parsed = q === undefined ? null : filterOf(q);
    const wanted = wantedOf(
      { userId, view, source, thread, offset, now: deps.now() },
      parsed?.filter ?? null,
    );
    const isBlank = asksForNothing(parsed);
    const find = pagesOf(wanted, parsed !== null, folded !== undefined);
    const rows = isBlank ? [] : yield* find(before, limit + 1);
    const page = pageOf(rows, limit);
    const threadOf = folded === undefined ? () => undefined : yield* threadsOf(wanted, page);
    const items = page.map((row) => {
      const thread = threadOf(row);
      return { ...toNotification(row), ...(thread !== undefined && { thread }) };
    });
    const last = items.at(-1);
    const next = rows.length > items.length && last !== undefined ? cursorOf(last) : null;
    const remarks = parsed === null ? {} : { remarks: [...parsed.remarks] };
    return { ...(yield* deps.position(userId)), items, next, ...remarks };
  }

  function* count(userId: number, query: CountQuery): Steps<CountAnswer> {
    const { view, source = null, q, utc_offset: offset = 0 } = query;
    const parsed = q === undefined ? null : filterOf(q);
    const wanted = wantedOf({ userId, view, source, offset, now: deps.now() }, parsed?.filter ?? null);
    const { rows, unread } = asksForNothing(parsed) ? NOTHING : yield* search.count(wanted, COUNTED + 1);
    const { epoch, revision } = yield* deps.position(userId);
    const more = rows > COUNTED;
    return { epoch, revision, rows: Math.min(rows, COUNTED), unread: Math.min(unread, COUNTED), more };
  }

  return { list, count };
}
