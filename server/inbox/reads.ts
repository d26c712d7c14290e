import {
  type CountAnswer,
  type CountQuery,
  type ListPage,
  type ListQuery,
  PAGE_SIZE,
  type SyncPage,
  type SyncQuery,
} from '#server/inbox';
import { AppError } from '../errors.ts';
import { type NotificationRow, pageOf, type Steps, type Storage, type UserRow } from '../storage/storage.ts';
import type { Changes } from './changes.ts';
import { createLists } from './lists.ts';
import { toChange, toNotification } from './serialize.ts';

/** Rows on one page of `sync`. */
const SYNC_ROWS = 500;

/** Some rows of the view `inbox`, with the counts of the whole view. */
export type RowsAt = Readonly<{ rows: readonly NotificationRow[]; unread: number; total: number }>;

/** Reads of what is committed. All reject with AppError `not_found` for an unknown user. */
export interface Reads {
  /** @throws AppError `invalid_request` for an invalid `after` */
  sync(userId: number, query: SyncQuery): Promise<SyncPage>;
  /** @throws AppError `invalid_request` for an invalid `cursor`, or a filter with too many terms */
  list(userId: number, query: ListQuery): Promise<ListPage>;
  /** @throws AppError `invalid_request` for a filter with too many terms */
  count(userId: number, query: CountQuery): Promise<CountAnswer>;
  /** Rows of the view `inbox`, newest first, by offset. */
  rowsAt(userId: number, offset: number, limit: number): Promise<RowsAt>;
  /** The local id of what its source calls `id`. Any other id is returned unchanged. */
  ownId(userId: number, id: string): Promise<string>;
}

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
  storage: Pick<Storage, 'read' | 'epoch' | 'users' | 'notifications' | 'threads' | 'search'>;
  now: () => number;
  position: Changes['position'];
}): Reads {
  const { read, users, notifications, epoch } = deps.storage;
  const lists = createLists(deps);

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

    list: (userId, query) => read(() => lists.list(userId, query)),
    count: (userId, query) => read(() => lists.count(userId, query)),

    ownId: async (userId, id) => (await read(() => notifications.idOfExternal(userId, id))) ?? id,

    rowsAt: (userId, offset, limit) =>
      read(function* (): Steps<RowsAt> {
        const { counts } = yield* deps.position(userId);
        const rows = yield* notifications.pageAt(userId, offset, limit);
        return { rows, unread: counts.unread, total: (yield* users.get(userId))?.shown ?? 0 };
      }),
  };
}
