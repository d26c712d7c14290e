import type { Statements } from '../../repositories/repositories.ts';

const COLUMNS = 'id, name, revision, kept_from, unread, shown, surfaced_at, rules_version';

export const USERS: Statements['users'] = {
  insert: 'INSERT INTO users (name, created_at) VALUES (?1, ?2) RETURNING id',
  first: `SELECT ${COLUMNS} FROM users ORDER BY id LIMIT 1`,
  get: `SELECT ${COLUMNS} FROM users WHERE id = ?1`,
  advance: `UPDATE users SET revision = revision + 1, unread = unread + ?2, shown = shown + ?3 WHERE id = ?1
    RETURNING revision, unread`,
  arrive: `UPDATE users SET revision = revision + 1, unread = unread + ?3, shown = shown + ?4,
      surfaced_at = max(surfaced_at + 1, ?2) WHERE id = ?1
    RETURNING revision, unread, surfaced_at, rules_version`,
  count: 'UPDATE users SET unread = unread + ?2, shown = shown + ?3 WHERE id = ?1',
  decide: 'UPDATE users SET rules_version = ?2 WHERE id = ?1',
  surface: 'UPDATE users SET surfaced_at = max(surfaced_at + ?2, ?3) WHERE id = ?1 RETURNING surfaced_at',
  notePlace: 'UPDATE users SET surfaced_at = ?2 WHERE id = ?1 AND surfaced_at < ?2',
  // Not one statement with ON CONFLICT: SQLite checks a count that falls as if it were to be inserted.
  countSource: 'UPDATE source_counts SET unread = unread + ?3 WHERE user_id = ?1 AND source = ?2',
  firstCount: 'INSERT INTO source_counts (user_id, source, unread) VALUES (?1, ?2, ?3)',
  bySource: 'SELECT source, unread FROM source_counts WHERE user_id = ?1 AND unread > 0',
};
