import type { Action, View } from '#server/inbox';
import {
  ACTIONS,
  ANSWERED,
  CHANGING,
  COLUMNS,
  type Content,
  type Filter,
  type NotificationRow,
  parameter,
  type Selection,
  type Tally,
  VIEWS,
  WIPED,
  where,
} from './notification-rows.ts';
import { createGauge } from './page.ts';
import type { Sqlite, SqlValue } from './sqlite/sqlite.ts';

export type NewRow = Content &
  Omit<NotificationRow, keyof Content | 'created_revision' | 'sent_revision' | 'deleted_at' | 'upstream'>;

const INSERT = `INSERT INTO notifications (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map((_, index) => `?${index + 1}`).join(', ')})`;
const SAVE = `UPDATE notifications SET ${CHANGING.map((name, index) => `${name} = ?${index + 2}`).join(', ')}
  WHERE id = ?1`;

/** A deleted row only records that its id is gone. */
const WIPE = Object.entries(WIPED)
  .map(([name, value]) => `${name} = ${value === null ? 'NULL' : `'${value}'`}`)
  .join(', ');

/** A position in lists, ordered by `surfaced_at`, then id. */
export type RowPlace = Readonly<{ surfaced_at: number; id: string }>;

/** Above every row. */
const NEWEST: RowPlace = { surfaced_at: Number.MAX_SAFE_INTEGER, id: '' };

export type NotificationRepository = ReturnType<typeof createNotificationRepository>;

export function createNotificationRepository(db: Sqlite) {
  return {
    /** @returns the complete row */
    insert(row: NewRow): NotificationRow {
      const { revision } = row;
      const whole: NotificationRow = {
        trimmed: 0,
        phrases: null,
        ...row,
        created_revision: revision,
        sent_revision: revision,
        deleted_at: null,
        upstream: null,
      };
      db.run(
        INSERT,
        COLUMNS.map((name) => whole[name]),
      );
      return whole;
    },

    /** Writes all columns that may change. */
    save(row: NotificationRow): void {
      db.run(SAVE, [row.id, ...CHANGING.map((name) => row[name])]);
    },

    /** The newest unread row with this key. */
    foldable(userId: number, source: string, key: string): NotificationRow | undefined {
      return db.one(
        `SELECT * FROM notifications WHERE user_id = ?1 AND source = ?2 AND dedupe_key = ?3 AND ${VIEWS.unread}
         ORDER BY surfaced_at DESC, id DESC LIMIT 1`,
        [userId, source, key],
      );
    },

    /** Those of `ids` that this user does not have, or has deleted. */
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

    /** Applies an action. Deleted rows keep their content until `wipe`. */
    act(userId: number, action: Action, selection: Selection, revision: number, now: number): void {
      db.run(
        `UPDATE notifications SET ${ACTIONS[action].set}, revision = ?3, updated_at = ?4
         WHERE ${where(action, selection)}`,
        [userId, parameter(selection), revision, now],
      );
    },

    /** Removes the content of rows deleted at this revision, except those of `kept` sources. */
    wipe(userId: number, revision: number, kept: readonly string[]): void {
      db.run(
        `UPDATE notifications SET ${WIPE} WHERE user_id = ?1 AND revision = ?2 AND deleted_at IS NOT NULL
           AND source NOT IN (SELECT value FROM json_each(?3))`,
        [userId, revision, JSON.stringify(kept)],
      );
    },

    /** Removes the content of deleted rows for which `source` has not confirmed the deletion. */
    wipeAwaiting(userId: number, source: string): void {
      db.run(
        `UPDATE notifications SET ${WIPE} WHERE deleted_at IS NOT NULL AND id IN
           (SELECT notification_id FROM outbox WHERE user_id = ?1 AND source = ?2 AND topic = 'delete')`,
        [userId, source],
      );
    },

    /** Whether the source's `externalId` was ever stored, even if it was deleted since. */
    hasExternal(userId: number, source: string, externalId: string): boolean {
      const sql =
        'SELECT 1 AS found FROM notifications WHERE user_id = ?1 AND source = ?2 AND external_id = ?3';
      return db.one(sql, [userId, source, externalId]) !== undefined;
    },

    /** The id of the newest row, of any source, with this external id. */
    idOfExternal(userId: number, externalId: string): string | undefined {
      // Few rows, one per source. With ORDER BY, the planner would scan all rows of the user, newest first.
      return db
        .all<RowPlace>(
          `SELECT id, surfaced_at FROM notifications WHERE user_id = ?1 AND external_id = ?2
           AND deleted_at IS NULL`,
          [userId, externalId],
        )
        .sort((a, b) => b.surfaced_at - a.surfaced_at)[0]?.id;
    },

    /** The first free place from `from` on. */
    freePlace(userId: number, from: number): number {
      const taken = ['inbox', 'archived'] as const;
      const stands = taken.map(
        (view) =>
          `EXISTS (SELECT 1 FROM notifications WHERE user_id = ?1 AND surfaced_at = place AND ${VIEWS[view]})`,
      );
      return (
        db.one<{ place: number }>(
          `WITH RECURSIVE run (place) AS (SELECT ?2 UNION ALL SELECT place + 1 FROM run WHERE ${stands.join(' OR ')})
           SELECT max(place) AS place FROM run`,
          [userId, from],
        )?.place ?? from
      );
    },

    byId(id: string): NotificationRow | undefined {
      return db.one('SELECT * FROM notifications WHERE id = ?1', [id]);
    },

    /** Rows of this revision by id, up to and including the first that does not fit on a page. */
    changedAt(userId: number, revision: number): NotificationRow[] {
      return db.upTo<NotificationRow>(
        createGauge(),
        `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND revision = ?2 ORDER BY id`,
        [userId, revision],
      );
    },

    /** Rows and tombstones after this position by (revision, id), up to and including the first that does not fit on a page. */
    changedAfter(userId: number, revision: number, id: string, limit: number): NotificationRow[] {
      return db.upTo<NotificationRow>(
        createGauge(),
        `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND (revision, id) > (?2, ?3)
         ORDER BY revision, id LIMIT ?4`,
        [userId, revision, id, limit],
      );
    },

    /** Rows below `before`, newest first, up to and including the first that does not fit on a page. */
    page(
      userId: number,
      view: View,
      before: RowPlace | undefined,
      limit: number,
      { source, match }: Filter = {},
    ): NotificationRow[] {
      const { surfaced_at, id } = before ?? NEWEST;
      const params: SqlValue[] = [userId, surfaced_at, id, limit];
      const bind = (value: SqlValue): string => `?${params.push(value)}`;
      const ofSource = source === undefined ? '' : `AND source = ${bind(source)}`;
      // The plus stops the planner from sorting all matches to find the newest.
      const matching =
        match === undefined
          ? ''
          : `AND +search_id IN (SELECT rowid FROM search WHERE search MATCH ${bind(match)})`;
      return db.upTo<NotificationRow>(
        createGauge(),
        `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 ${ofSource} AND ${VIEWS[view]}
           AND (surfaced_at, id) < (?2, ?3) ${matching}
         ORDER BY surfaced_at DESC, id DESC LIMIT ?4`,
        params,
      );
    },

    /** Rows of the view `inbox`, newest first, by offset, as Laravel pages. */
    pageAt(userId: number, offset: number, limit: number): NotificationRow[] {
      return db.all(
        `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND ${VIEWS.inbox}
         ORDER BY surfaced_at DESC, id DESC LIMIT ?2 OFFSET ?3`,
        [userId, limit, offset],
      );
    },

    /**
     * Deletes tombstones older than `before`, and notes for each user up to which revision. Tombstones with an entry in the outbox stay.
     */
    purge(before: number): number {
      const forgotten = `deleted_at IS NOT NULL AND deleted_at < ?1
        AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.notification_id = notifications.id)`;
      db.run(
        `UPDATE users SET kept_from = max(kept_from, gone.revision)
         FROM (SELECT user_id, max(revision) AS revision FROM notifications WHERE ${forgotten} GROUP BY user_id) AS gone
         WHERE gone.user_id = users.id`,
        [before],
      );
      return db.run(`DELETE FROM notifications WHERE ${forgotten}`, [before]);
    },
  };
}
