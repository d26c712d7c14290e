import type { SearchStatements } from '../search-repository.ts';

/** FTS5; PostgreSQL: a generated `tsvector`, which is never behind. */
export const SEARCH: SearchStatements = {
  isBehind: 'SELECT 1 AS found FROM notifications WHERE search_id IS NULL AND deleted_at IS NULL LIMIT 1',
  waiting:
    'SELECT id, title, message FROM notifications WHERE search_id IS NULL AND deleted_at IS NULL ORDER BY id LIMIT ?1',
  newest: 'SELECT rowid FROM search ORDER BY rowid DESC LIMIT 1',
  // FTS5 has no RETURNING, and another unit may insert elsewhere meanwhile.
  index: 'INSERT INTO search (rowid, title, message) VALUES (?1, ?2, ?3)',
  mark: 'UPDATE notifications SET search_id = ?2 WHERE id = ?1',
};
