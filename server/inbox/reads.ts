import { type ListPage, type ListQuery, PAGE_SIZE, type SyncPage, type SyncQuery } from '#server/inbox';
import { cursorOf } from '#server/rules/order';
import { type View, viewNamed } from '#server/rules/state';
import { AppError } from '../errors.ts';
import {
  type NotificationRow,
  pageOf,
  type RowPlace,
  type Steps,
  type Storage,
  type ThreadCounts,
  type UserRow,
} from '../storage/storage.ts';
import type { Changes } from './changes.ts';
import { toMatch } from './search-index.ts';
import { toChange, toNotification } from './serialize.ts';

/** Rows on one page of `sync`. */
const SYNC_ROWS = 500;

/** Some rows of the view `inbox`, with the counts of the whole view. */
export type RowsAt = Readonly<{ rows: readonly NotificationRow[]; unread: number; total: number }>;

/** Reads of what is committed. All reject with AppError `not_found` for an unknown user. */
export interface Reads {
  /** @throws AppError `invalid_request` for an invalid `after` */
  sync(userId: number, query: SyncQuery): Promise<SyncPage>;
  /** @throws AppError `invalid_request` for an invalid `cursor` */
  list(userId: number, query: ListQuery): Promise<ListPage>;
  /** Rows of the view `inbox`, newest first, by offset. */
  rowsAt(userId: number, offset: number, limit: number): Promise<RowsAt>;
  /** The local id of what its source calls `id`. Any other id is returned unchanged. */
  ownId(userId: number, id: string): Promise<string>;
}

/** The form that `cursorOf` writes. */
const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z_(.+)$/;

type Place = Readonly<{ revision: number; id: string }>;

const toToken = ({ revision, id }: Place): string => `${revision}:${id}`;

function fromToken(token: string): Place {
  const [, revision, id] = /^(\d{1,15}):(.+)$/.exec(token) ?? [];
  if (revision === undefined || id === undefined) {
    throw new AppError('invalid_request', '`after` must be the `next` of the page before.');
  }
  return { revision: Number(revision), id };
}

export function createReads(deps: {
  storage: Pick<Storage, 'read' | 'epoch' | 'users' | 'notifications' | 'threads'>;
  position: Changes['position'];
}): Reads {
  const { read, users, notifications, threads, epoch } = deps.storage;

  /** Whether this server still knows every change after `since`. */
  function knows(user: UserRow | undefined, query: SyncQuery): query is SyncQuery & { since: number } {
    return (
      user !== undefined &&
      query.since !== undefined &&
      (query.epoch === undefined || query.epoch === epoch) &&
      query.since <= user.revision &&
      query.since >= user.kept_from
    );
  }

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

  function* foldedPage(
    userId: number,
    view: View,
    cursor: string | undefined,
    limit: number,
  ): Steps<ListPage> {
    const before = cursor === undefined ? undefined : yield* fromCursor(userId, cursor);
    const rows = yield* threads.page(userId, view, before, limit + 1);
    const page = pageOf(rows, limit);
    const keys = page.flatMap(({ source, group_key: key }) => (key === null ? [] : [{ source, key }]));
    const counts = new Map<string, Pick<ThreadCounts, 'rows' | 'unread'>>();
    for (const { source, key, ...thread } of yield* threads.counts(userId, view, keys)) {
      counts.set(JSON.stringify([source, key]), thread);
    }
    const items = page.map((row) => {
      const thread = counts.get(JSON.stringify([row.source, row.group_key]));
      return { ...toNotification(row), ...(thread !== undefined && { thread }) };
    });
    const last = items.at(-1);
    const next = rows.length > items.length && last !== undefined ? cursorOf(last) : null;
    return { ...(yield* deps.position(userId)), items, next };
  }

  return {
    sync: (userId, query) =>
      read(function* (): Steps<SyncPage> {
        const at = yield* deps.position(userId);
        if (!knows(yield* users.get(userId), query)) {
          const rows = yield* notifications.page(userId, 'inbox', undefined, PAGE_SIZE);
          const newest = pageOf(rows, PAGE_SIZE);
          return { ...at, reset: true, changed: newest.map(toNotification), next: null };
        }
        const from =
          query.after === undefined ? { revision: query.since + 1, id: '' } : fromToken(query.after);
        const rows = yield* notifications.changedAfter(userId, from.revision, from.id, SYNC_ROWS + 1);
        const page = pageOf(rows, SYNC_ROWS);
        const last = page.at(-1);
        const next = rows.length > page.length && last !== undefined ? toToken(last) : null;
        return { ...at, reset: false, changed: page.map(toChange), next };
      }),

    list: (userId, { view = 'inbox', source, q, threads: folded, cursor, limit = PAGE_SIZE }) =>
      read(function* (): Steps<ListPage> {
        if (folded !== undefined) {
          if (q !== undefined || source !== undefined) {
            throw new AppError('not_supported', 'Folded threads cannot be searched.');
          }
          return yield* foldedPage(userId, viewNamed(view), cursor, limit);
        }
        const match = q === undefined ? undefined : toMatch(q);
        const before = cursor === undefined ? undefined : yield* fromCursor(userId, cursor);
        const rows = yield* notifications.page(userId, viewNamed(view), before, limit + 1, { source, match });
        const items = pageOf(rows, limit).map(toNotification);
        const last = items.at(-1);
        const next = rows.length > items.length && last !== undefined ? cursorOf(last) : null;
        return { ...(yield* deps.position(userId)), items, next };
      }),

    ownId: async (userId, id) => (await read(() => notifications.idOfExternal(userId, id))) ?? id,

    rowsAt: (userId, offset, limit) =>
      read(function* (): Steps<RowsAt> {
        const { counts } = yield* deps.position(userId);
        const rows = yield* notifications.pageAt(userId, offset, limit);
        return { rows, unread: counts.unread, total: (yield* users.get(userId))?.shown ?? 0 };
      }),
  };
}
