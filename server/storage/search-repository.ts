import type { Sqlite } from './sqlite/sqlite.ts';

type Waiting = Readonly<{ id: string; title: string; message: string }>;

export type SearchRepository = ReturnType<typeof createSearchRepository>;

/** The full-text index. */
export function createSearchRepository(db: Sqlite) {
  return {
    /** Whether some row is not indexed yet. */
    isBehind: (): boolean =>
      db.one('SELECT 1 FROM notifications WHERE search_id IS NULL AND deleted_at IS NULL LIMIT 1') !==
      undefined,

    /** Indexes up to `limit` rows. */
    index(limit: number): void {
      const rows = db.all<Waiting>(
        'SELECT id, title, message FROM notifications WHERE search_id IS NULL AND deleted_at IS NULL ORDER BY id LIMIT ?1',
        [limit],
      );
      for (const { id, title, message } of rows) {
        db.run('INSERT INTO search (title, message) VALUES (?1, ?2)', [title, message]);
        db.run('UPDATE notifications SET search_id = last_insert_rowid() WHERE id = ?1', [id]);
      }
    },
  };
}
