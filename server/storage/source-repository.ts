import type { SourceKind } from '#server/source';
import type { Sqlite } from './sqlite/sqlite.ts';

/** `actions`: names separated by spaces. `cursor`: JSON. */
export type SourceRow = Readonly<{
  id: string;
  kind: SourceKind;
  actions: string;
  cursor: string | null;
}>;

/** A source with its counts. */
export type CountedSource = SourceRow & Readonly<{ unread: number; pending: number; pending_reads: number }>;

const COLUMNS = `s.id, s.kind, s.actions, s.cursor,
  coalesce((SELECT unread FROM source_counts AS c WHERE c.user_id = s.user_id AND c.source = s.id), 0) AS unread,
  (SELECT count(*) FROM outbox AS o
   WHERE o.user_id = s.user_id AND o.source = s.id AND o.topic <> 'receipt') AS pending,
  (SELECT count(*) FROM outbox AS o
   WHERE o.user_id = s.user_id AND o.source = s.id AND o.topic = 'read' AND o.action = 'read') AS pending_reads`;

export type SourceRepository = ReturnType<typeof createSourceRepository>;

/** The sources of an inbox. */
export function createSourceRepository(db: Sqlite) {
  return {
    put(userId: number, { id, kind, actions }: Pick<SourceRow, 'id' | 'kind' | 'actions'>): void {
      db.run(
        `INSERT INTO sources (user_id, id, kind, actions) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, id) DO UPDATE SET kind = excluded.kind, actions = excluded.actions`,
        [userId, id, kind, actions],
      );
    },

    get(userId: number, id: string): CountedSource | undefined {
      return db.one(`SELECT ${COLUMNS} FROM sources AS s WHERE s.user_id = ?1 AND s.id = ?2`, [userId, id]);
    },

    all(userId: number): CountedSource[] {
      return db.all(`SELECT ${COLUMNS} FROM sources AS s WHERE s.user_id = ?1 ORDER BY s.id`, [userId]);
    },

    /** The actions that these sources support. Ids that are not sources of this inbox are left out. */
    actionsOf(userId: number, ids: readonly string[]): Pick<SourceRow, 'id' | 'actions'>[] {
      return db.all(
        'SELECT id, actions FROM sources WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2))',
        [userId, JSON.stringify(ids)],
      );
    },

    moveCursor(userId: number, id: string, cursor: string): void {
      db.run('UPDATE sources SET cursor = ?3 WHERE user_id = ?1 AND id = ?2', [userId, id, cursor]);
    },

    remove(userId: number, id: string): void {
      db.run('DELETE FROM sources WHERE user_id = ?1 AND id = ?2', [userId, id]);
      db.run('DELETE FROM source_counts WHERE user_id = ?1 AND source = ?2', [userId, id]);
    },
  };
}
