import type { Sqlite } from './sqlite/sqlite.ts';

/** A source's id for a notification, and the state that the source is known to have. */
export type SourceIdRow = Readonly<{
  external_id: string;
  /** null: it was deleted before it ever arrived. */
  notification_id: string | null;
  /** 1 for the first id folded into the notification, 2 for the next, and so on. */
  place: number;
  created_at: number;
  revision: number | null;
  read_at: number | null;
  archived_at: number | null;
  /** 1: the source has deleted it. */
  gone: number;
  /** 1: the source's list has shown it. A live event may never be listed. */
  listed: number;
  /** 1: `read_at` is concluded from its absence in the list; the source did not say it. */
  concluded: number;
  /** 0: it came live, and the source's list has not shown its place yet. */
  placed: number;
}>;

const COLUMNS = `external_id, notification_id, place, created_at, revision, read_at, archived_at, gone, listed,
  concluded, placed`;

export type SourceIdRepository = ReturnType<typeof createSourceIdRepository>;

export function createSourceIdRepository(db: Sqlite) {
  return {
    get(userId: number, source: string, externalId: string): SourceIdRow | undefined {
      return db.one(
        `SELECT ${COLUMNS} FROM source_ids WHERE user_id = ?1 AND source = ?2 AND external_id = ?3`,
        [userId, source, externalId],
      );
    },

    insert(userId: number, source: string, row: SourceIdRow): void {
      db.run(
        `INSERT INTO source_ids (user_id, source, ${COLUMNS}) 
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
        [
          ...[userId, source, row.external_id, row.notification_id, row.place, row.created_at, row.revision],
          ...[row.read_at, row.archived_at, row.gone, row.listed, row.concluded, row.placed],
        ],
      );
    },

    save(userId: number, source: string, row: SourceIdRow): void {
      db.run(
        `UPDATE source_ids SET revision = ?4, read_at = ?5, archived_at = ?6, gone = ?7, listed = ?8, concluded = ?9,
           created_at = ?10, placed = ?11
         WHERE user_id = ?1 AND source = ?2 AND external_id = ?3`,
        [
          ...[userId, source, row.external_id, row.revision, row.read_at, row.archived_at, row.gone],
          ...[row.listed, row.concluded, row.created_at, row.placed],
        ],
      );
    },

    /** The ids folded into one notification that the source still has. The last one provides the content. */
    living(notificationId: string): SourceIdRow[] {
      return db
        .all<SourceIdRow>(`SELECT ${COLUMNS} FROM source_ids WHERE notification_id = ?1 AND gone = 0`, [
          notificationId,
        ])
        .sort((a, b) => a.place - b.place);
    },

    /**
     * Listed ids that are unread here and, as far as known, at the source; oldest first. Leaves out what the outbox is about to change.
     */
    unread(userId: number, source: string): Pick<SourceIdRow, 'external_id' | 'created_at'>[] {
      return db
        .all<Pick<SourceIdRow, 'external_id' | 'created_at'>>(
          `SELECT k.external_id, k.created_at FROM notifications AS n
           JOIN source_ids AS k ON k.notification_id = n.id
           WHERE n.user_id = ?1 AND n.source = ?2
             AND n.read_at IS NULL AND n.archived_at IS NULL AND n.deleted_at IS NULL
             AND k.listed = 1 AND k.gone = 0 AND k.read_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM outbox AS o
                             WHERE o.notification_id = n.id AND o.topic IN ('read', 'archive', 'delete'))
           ORDER BY n.surfaced_at, n.id`,
          [userId, source],
        )
        .sort((a, b) => a.created_at - b.created_at);
    },

    /** How many unread notifications the source's list should have, as far as known. */
    expected(userId: number, source: string): number {
      return (
        db.one<{ count: number }>(
          `SELECT count(*) AS count FROM source_ids
           WHERE user_id = ?1 AND source = ?2 AND listed = 1 AND gone = 0 AND read_at IS NULL`,
          [userId, source],
        )?.count ?? 0
      );
    },

    removeAll(userId: number, source: string): void {
      db.run('DELETE FROM source_ids WHERE user_id = ?1 AND source = ?2', [userId, source]);
    },
  };
}
