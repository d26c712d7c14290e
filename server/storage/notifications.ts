import type { Action, View } from '#server/inbox';
import type { Sqlite, SqlValue } from './sqlite.ts';

/** What a send brings; `data` is JSON. */
export type Content = Readonly<{
  source: string;
  type: string;
  title: string;
  message: string;
  url: string | null;
  icon: string | null;
  priority: number;
  group_key: string | null;
  dedupe_key: string | null;
  /** The id that the source gave it. */
  external_id: string | null;
  data: string;
}>;

export type NotificationRow = Content &
  Readonly<{
    id: string;
    user_id: number;
    occurrences: number;
    revision: number;
    created_revision: number;
    sent_revision: number;
    created_at: number;
    updated_at: number;
    read_at: number | null;
    archived_at: number | null;
    deleted_at: number | null;
  }>;

type NewRow = Content & Pick<NotificationRow, 'id' | 'user_id' | 'revision' | 'created_at'>;

export type Selection =
  | Readonly<{ ids: readonly string[] }>
  /** What was sent to the view by that revision. */
  | Readonly<{ view: View; upTo: number }>;

/** What an action would do to the rows of one source. `unread` and `shown`: by how much the counts change. */
export type Tally = Readonly<{ source: string; rows: number; unread: number; shown: number }>;

const VIEWS = {
  inbox: 'archived_at IS NULL AND deleted_at IS NULL',
  unread: 'read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
} as const satisfies Record<View, string>;

/** Each action in SQL: the rows it changes, how, and whether such a row counts as unread and as shown afterwards. */
const ACTIONS = {
  read: { when: 'read_at IS NULL', set: 'read_at = ?4', unread: '0', shown: 'archived_at IS NULL' },
  unread: {
    when: 'read_at IS NOT NULL',
    set: 'read_at = NULL',
    unread: 'archived_at IS NULL',
    shown: 'archived_at IS NULL',
  },
  archive: { when: 'archived_at IS NULL', set: 'archived_at = ?4', unread: '0', shown: '0' },
  unarchive: {
    when: 'archived_at IS NOT NULL',
    set: 'archived_at = NULL',
    unread: 'read_at IS NULL',
    shown: '1',
  },
  delete: {
    when: 'TRUE',
    // The content goes at once; what stays says only that the id is gone.
    set: `deleted_at = ?4, type = '', title = '', message = '', url = NULL, icon = NULL,
      group_key = NULL, dedupe_key = NULL, data = '{}'`,
    unread: '0',
    shown: '0',
  },
} as const satisfies Record<Action, { when: string; set: string; unread: string; shown: string }>;

/** ?1 is the user, ?2 the selection's own parameter. */
function where(action: Action, selection: Selection): string {
  const selected =
    'ids' in selection
      ? // The plus keeps the planner from walking all rows of the user to find a few ids.
        'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND deleted_at IS NULL'
      : `user_id = ?1 AND ${VIEWS[selection.view]} AND sent_revision <= ?2`;
  return `${selected} AND ${ACTIONS[action].when}`;
}

const parameter = (selection: Selection): SqlValue =>
  'ids' in selection ? JSON.stringify(selection.ids) : selection.upTo;

/** Above every id. */
const NEWEST = '~';

export type NotificationRepository = ReturnType<typeof createNotificationRepository>;

export function createNotificationRepository(db: Sqlite) {
  return {
    insert(row: NewRow): void {
      db.run(
        `INSERT INTO notifications (id, user_id, source, type, title, message, url, icon, priority, group_key,
           dedupe_key, data, revision, created_revision, sent_revision, created_at, updated_at, external_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?13, ?14, ?14, ?15)`,
        [
          ...[row.id, row.user_id, row.source, row.type, row.title, row.message, row.url, row.icon],
          ...[row.priority, row.group_key, row.dedupe_key, row.data, row.revision, row.created_at],
          row.external_id,
        ],
      );
    },

    /** The newest unread one with this key. */
    foldable(userId: number, source: string, key: string): NotificationRow | undefined {
      return db.one(
        `SELECT * FROM notifications WHERE user_id = ?1 AND source = ?2 AND dedupe_key = ?3 AND ${VIEWS.unread}
         ORDER BY id DESC LIMIT 1`,
        [userId, source, key],
      );
    },

    /** Replaces the content of `id` by the newer send's. */
    fold(id: string, content: Content, revision: number, now: number): void {
      db.run(
        `UPDATE notifications SET type = ?2, title = ?3, message = ?4, url = ?5, icon = ?6, priority = ?7,
           group_key = ?8, data = ?9, revision = ?10, sent_revision = ?10, updated_at = ?11,
           occurrences = occurrences + 1
         WHERE id = ?1`,
        [
          ...[id, content.type, content.title, content.message, content.url, content.icon, content.priority],
          ...[content.group_key, content.data, revision, now],
        ],
      );
    },

    /** Those of `ids` that this user does not have (any more). */
    missing(userId: number, ids: readonly string[]): string[] {
      return db
        .all<{ id: string }>(
          `SELECT wanted.value AS id FROM json_each(?2) AS wanted
           LEFT JOIN notifications AS n ON n.id = wanted.value AND n.user_id = ?1 AND n.deleted_at IS NULL
           WHERE n.id IS NULL`,
          [userId, JSON.stringify(ids)],
        )
        .map(({ id }) => id);
    },

    tally(userId: number, action: Action, selection: Selection): Tally[] {
      const { unread, shown } = ACTIONS[action];
      return db.all(
        `SELECT source, count(*) AS rows,
           sum((${unread}) - (read_at IS NULL AND archived_at IS NULL)) AS unread,
           sum((${shown}) - (archived_at IS NULL)) AS shown
         FROM notifications WHERE ${where(action, selection)} GROUP BY source`,
        [userId, parameter(selection)],
      );
    },

    act(userId: number, action: Action, selection: Selection, revision: number, now: number): void {
      db.run(
        `UPDATE notifications SET ${ACTIONS[action].set}, revision = ?3, updated_at = ?4
         WHERE ${where(action, selection)}`,
        [userId, parameter(selection), revision, now],
      );
    },

    /** Whether the source's `externalId` was ever stored, even if it is deleted by now. */
    hasExternal(userId: number, source: string, externalId: string): boolean {
      const sql =
        'SELECT 1 AS found FROM notifications WHERE user_id = ?1 AND source = ?2 AND external_id = ?3';
      return db.one(sql, [userId, source, externalId]) !== undefined;
    },

    /** The id of the newest one, of any source, that has this external id. */
    idOfExternal(userId: number, externalId: string): string | undefined {
      // The plus keeps the planner from walking all rows of the user, newest first.
      return db.one<{ id: string }>(
        `SELECT max(+id) AS id FROM notifications WHERE user_id = ?1 AND external_id = ?2
         AND deleted_at IS NULL HAVING max(+id) IS NOT NULL`,
        [userId, externalId],
      )?.id;
    },

    byId(id: string): NotificationRow | undefined {
      return db.one('SELECT * FROM notifications WHERE id = ?1', [id]);
    },

    /** Rows of this revision, in id order. */
    changedAt(userId: number, revision: number): NotificationRow[] {
      return db.all('SELECT * FROM notifications WHERE user_id = ?1 AND revision = ?2 ORDER BY id', [
        userId,
        revision,
      ]);
    },

    /** Rows and tombstones beyond this position, in the order of (revision, id). */
    changedAfter(userId: number, revision: number, id: string, limit: number): NotificationRow[] {
      return db.all(
        `SELECT * FROM notifications WHERE user_id = ?1 AND (revision, id) > (?2, ?3)
         ORDER BY revision, id LIMIT ?4`,
        [userId, revision, id, limit],
      );
    },

    /** Newest first, below the id `before`. */
    page(userId: number, view: View, before: string | undefined, limit: number): NotificationRow[] {
      return db.all(
        `SELECT * FROM notifications WHERE user_id = ?1 AND ${VIEWS[view]} AND id < ?2 ORDER BY id DESC LIMIT ?3`,
        [userId, before ?? NEWEST, limit],
      );
    },

    /** The view `inbox`, newest first, by offset as Laravel pages. */
    pageAt(userId: number, offset: number, limit: number): NotificationRow[] {
      return db.all(
        `SELECT * FROM notifications WHERE user_id = ?1 AND ${VIEWS.inbox} ORDER BY id DESC LIMIT ?2 OFFSET ?3`,
        [userId, limit, offset],
      );
    },

    /** Forgets tombstones older than `before`, after each user has noted up to which revision. */
    purge(before: number): number {
      db.run(
        `UPDATE users SET kept_from = max(kept_from, gone.revision)
         FROM (SELECT user_id, max(revision) AS revision FROM notifications
               WHERE deleted_at IS NOT NULL AND deleted_at < ?1 GROUP BY user_id) AS gone
         WHERE gone.user_id = users.id`,
        [before],
      );
      return db.run('DELETE FROM notifications WHERE deleted_at IS NOT NULL AND deleted_at < ?1', [before]);
    },
  };
}
