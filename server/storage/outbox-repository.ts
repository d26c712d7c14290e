import type { UpstreamAction } from '#server/source';
import { createGauge } from './page.ts';
import type { Sqlite } from './sqlite/sqlite.ts';

/** Per notification, only the newest action of a topic is delivered; of replies, all. */
export type Topic = 'read' | 'archive' | 'delete' | 'reply' | 'receipt';

/** `reply` is JSON. `base_revision`: the source's revision that was known when the action was requested. */
export type OutboxRow = Readonly<{
  id: string;
  user_id: number;
  source: string;
  notification_id: string;
  external_id: string | null;
  action: UpstreamAction;
  topic: Topic;
  reply: string | null;
  base_revision: number | null;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

/** All rows of one revision and source. */
export type Acted = Readonly<{
  userId: number;
  revision: number;
  source: string;
  /** Only unread rows. */
  unreadOnly: boolean;
}>;

type Entry = Readonly<{ action: UpstreamAction; topic: Topic; now: number }>;

const COLUMNS = `id, user_id, source, notification_id, external_id, action, topic, reply, base_revision, attempts,
  created_at, next_at`;

/** A random UUID (version 4). */
const NEW_ID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
  substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

const ACTED = 'n.user_id = ?1 AND n.revision = ?2 AND n.source = ?3';
const acted = ({ unreadOnly }: Acted): string => (unreadOnly ? `${ACTED} AND n.read_at IS NULL` : ACTED);

/** SQL for the `upstream` of a row with this id: its newest entry; null without entries. */
const pending = (
  id: string,
): string => `(SELECT CASE WHEN o.reply IS NULL THEN json_object('state', 'pending', 'action', o.action, 'reason', NULL)
    ELSE json_object('state', 'pending', 'action', o.action, 'reason', NULL, 'text', json_extract(o.reply, '$.text')) END
  FROM outbox AS o WHERE o.notification_id = ${id} AND o.topic <> 'receipt' ORDER BY o.seq DESC LIMIT 1)`;

export type OutboxRepository = ReturnType<typeof createOutboxRepository>;

/** Actions that sources must still hear of. */
export function createOutboxRepository(db: Sqlite) {
  return {
    /** Drops the entries of these rows on this topic. */
    dropActed(rows: Acted, topic: Topic): void {
      db.run(
        `DELETE FROM outbox WHERE topic = ?4 AND notification_id IN (SELECT n.id FROM notifications AS n WHERE ${acted(rows)})`,
        [rows.userId, rows.revision, rows.source, topic],
      );
    },

    /** Adds an entry for every id that the source has given to these rows, in their order. */
    addActed(rows: Acted, { action, topic, now }: Entry): void {
      db.run(
        `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, base_revision, created_at)
         SELECT ${NEW_ID}, n.user_id, n.source, n.id, k.external_id, ?4, ?5, k.revision, ?6
         FROM notifications AS n JOIN source_ids AS k ON k.notification_id = n.id
         WHERE ${acted(rows)} AND k.gone = 0 ORDER BY n.id`,
        [rows.userId, rows.revision, rows.source, action, topic, now],
      );
    },

    add(row: Omit<OutboxRow, 'id' | 'attempts' | 'base_revision' | 'next_at'>): void {
      db.run(
        `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, reply, created_at)
         VALUES (${NEW_ID}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
        [
          ...[row.user_id, row.source, row.notification_id, row.external_id, row.action, row.topic],
          ...[row.reply, row.created_at],
        ],
      );
    },

    /** Sets `upstream` of one revision's rows of these sources: what is pending. Clears earlier refusals. */
    markActed(userId: number, revision: number, sources: readonly string[]): void {
      db.run(
        `UPDATE notifications SET upstream = ${pending('notifications.id')} WHERE user_id = ?1 AND revision = ?2
           AND (upstream IS NOT NULL OR source IN (SELECT value FROM json_each(?3)))`,
        [userId, revision, JSON.stringify(sources)],
      );
    },

    /** `upstream` of a row, as JSON; null: nothing is pending. */
    pendingOf(notificationId: string): string | null {
      const sql = `SELECT ${pending('?1')} AS pending`;
      return db.one<{ pending: string | null }>(sql, [notificationId])?.pending ?? null;
    },

    find(userId: number, id: string): OutboxRow | undefined {
      return db.one(`SELECT ${COLUMNS} FROM outbox WHERE id = ?1 AND user_id = ?2`, [id, userId]);
    },

    /** A row's entries on one topic, oldest first. */
    on(notificationId: string, topic: Topic): OutboxRow[] {
      return db.all(`SELECT ${COLUMNS} FROM outbox WHERE notification_id = ?1 AND topic = ?2 ORDER BY seq`, [
        notificationId,
        topic,
      ]);
    },

    /** Due entries, oldest first, up to and including the first that does not fit on a page. */
    due(userId: number, source: string, now: number, limit: number): OutboxRow[] {
      return db.upTo<OutboxRow>(
        createGauge(),
        `SELECT ${COLUMNS} FROM outbox WHERE user_id = ?1 AND source = ?2 AND +next_at <= ?3 ORDER BY seq LIMIT ?4`,
        [userId, source, now, limit],
      );
    },

    /** Due replies in their order, then all other due entries, newest first. */
    dueNewest(userId: number, source: string, now: number, limit: number): OutboxRow[] {
      const of = 'user_id = ?1 AND source = ?2 AND +next_at <= ?3';
      const replies = db.all<OutboxRow>(
        `SELECT ${COLUMNS} FROM outbox WHERE ${of} AND topic = 'reply' ORDER BY seq LIMIT ?4`,
        [userId, source, now, limit],
      );
      const others = db.all<OutboxRow>(
        `SELECT ${COLUMNS} FROM outbox WHERE ${of} AND topic <> 'reply' ORDER BY seq DESC LIMIT ?4`,
        [userId, source, now, limit - replies.length],
      );
      return [...replies, ...others];
    },

    /** When the next entry becomes due. */
    nextAt(userId: number, source: string, now: number): number | null {
      return (
        db.one<{ at: number | null }>(
          'SELECT min(next_at) AS at FROM outbox WHERE user_id = ?1 AND source = ?2 AND next_at > ?3',
          [userId, source, now],
        )?.at ?? null
      );
    },

    postpone(id: string, nextAt: number): void {
      db.run('UPDATE outbox SET attempts = attempts + 1, next_at = ?2 WHERE id = ?1', [id, nextAt]);
    },

    /** Postpones without counting an attempt. */
    defer(id: string, nextAt: number): void {
      db.run('UPDATE outbox SET next_at = ?2 WHERE id = ?1', [id, nextAt]);
    },

    /** Makes every entry due by then at the latest. */
    limitPauses(latest: number): void {
      db.run('UPDATE outbox SET next_at = ?1 WHERE next_at > ?1', [latest]);
    },

    remove(id: string): void {
      db.run('DELETE FROM outbox WHERE id = ?1', [id]);
    },

    /** Drops the entries of a row that is gone, or of one id folded into it. Replies stay: the user wrote them. */
    drop(notificationId: string, externalId: string | null): void {
      db.run(
        `DELETE FROM outbox WHERE notification_id = ?1 AND topic <> 'reply' AND (?2 IS NULL OR external_id = ?2)`,
        [notificationId, externalId],
      );
    },

    removeAll(userId: number, source: string): void {
      db.run('DELETE FROM outbox WHERE user_id = ?1 AND source = ?2', [userId, source]);
    },

    /** Adds `seen` entries for these rows, once each, for sources that support it. */
    noteSeen(userId: number, ids: readonly string[], now: number): void {
      const unseen = `SELECT k.source, k.external_id, k.notification_id FROM source_ids AS k
        JOIN sources AS s ON s.user_id = k.user_id AND s.id = k.source AND ' ' || s.actions || ' ' LIKE '% seen %'
        WHERE k.notification_id IN (SELECT value FROM json_each(?2)) AND +k.user_id = ?1 AND k.seen = 0 AND k.gone = 0`;
      db.run(
        `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, created_at)
         SELECT ${NEW_ID}, ?1, source, notification_id, external_id, 'seen', 'receipt', ?3 FROM (${unseen})`,
        [userId, JSON.stringify(ids), now],
      );
      db.run(
        `UPDATE source_ids SET seen = 1 WHERE (user_id, source, external_id) IN
           (SELECT ?1, source, external_id FROM (${unseen}))`,
        [userId, JSON.stringify(ids)],
      );
    },
  };
}
