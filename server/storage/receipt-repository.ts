import type { Sqlite } from './sqlite/sqlite.ts';

/** Times are milliseconds since 1970. */
export type ReceiptRow = Readonly<{
  id: string;
  user_id: number;
  delivered_at: number | null;
  seen_at: number | null;
  read_at: number | null;
}>;

/** The ids by which webhooks name a notification. */
export type NotificationIds = Readonly<{ id: string; external_id: string | null }>;

export type ReceiptRepository = ReturnType<typeof createReceiptRepository>;

/** Who sent a notification, and whether it was delivered, seen and read. */
export function createReceiptRepository(db: Sqlite) {
  /** Those of `ids` in this inbox that lack `fact` and did not come from a source. */
  function without(
    fact: 'delivered_at' | 'seen_at',
    userId: number,
    ids: readonly string[],
  ): NotificationIds[] {
    // The plus stops the planner from scanning all rows of the user for a few ids.
    return db.all(
      `SELECT id, external_id FROM notifications LEFT JOIN receipts ON notification_id = id
       WHERE id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND ${fact} IS NULL
         AND source NOT IN (SELECT s.id FROM sources AS s WHERE s.user_id = ?1)`,
      [userId, JSON.stringify(ids)],
    );
  }

  return {
    /** @returns those for which this is new */
    deliver(userId: number, ids: readonly string[], now: number): NotificationIds[] {
      const fresh = without('delivered_at', userId, ids);
      for (const { id } of fresh) {
        db.run('INSERT INTO receipts (notification_id, delivered_at) VALUES (?1, ?2)', [id, now]);
      }
      return fresh;
    },

    /** Call `deliver` for them first. @returns as `deliver` */
    see(userId: number, ids: readonly string[], now: number): NotificationIds[] {
      const fresh = without('seen_at', userId, ids);
      for (const { id } of fresh) {
        db.run('UPDATE receipts SET seen_at = ?2 WHERE notification_id = ?1', [id, now]);
      }
      return fresh;
    },

    sentBy(id: string, userId: number): void {
      db.run('INSERT OR IGNORE INTO sent_by (notification_id, user_id) VALUES (?1, ?2)', [id, userId]);
    },

    wasSentBy(id: string, userId: number): boolean {
      const sql = 'SELECT 1 AS found FROM sent_by WHERE notification_id = ?1 AND user_id = ?2';
      return db.one(sql, [id, userId]) !== undefined;
    },

    of(id: string): ReceiptRow | undefined {
      return db.one(
        `SELECT id, user_id, delivered_at, seen_at, read_at
         FROM notifications LEFT JOIN receipts ON notification_id = id WHERE id = ?1`,
        [id],
      );
    },

    /** The rows that this revision marked as read, all at the same time. */
    readAt(userId: number, revision: number): (NotificationIds & Readonly<{ read_at: number }>)[] {
      return db.all(
        'SELECT id, external_id, read_at FROM notifications WHERE user_id = ?1 AND revision = ?2',
        [userId, revision],
      );
    },
  };
}
