import type { Migration } from '../migrate.ts';

/**
 * Full-text index of titles and messages, without their text. `search_id` is the index's id of a row, and null until the row is
 * indexed: sends do not wait for that. Changed and deleted rows leave the index in the same transaction.
 */
const SQL = `
CREATE VIRTUAL TABLE search USING fts5 (
  title, message, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
ALTER TABLE notifications ADD COLUMN search_id INTEGER;
UPDATE notifications SET search_id = rowid WHERE deleted_at IS NULL;
INSERT INTO search (rowid, title, message)
  SELECT search_id, title, message FROM notifications WHERE search_id IS NOT NULL;
CREATE INDEX notifications_unindexed ON notifications (id) WHERE search_id IS NULL AND deleted_at IS NULL;

CREATE TRIGGER notifications_reworded AFTER UPDATE OF title, message, deleted_at ON notifications
WHEN old.search_id IS NOT NULL
  AND (new.deleted_at IS NOT NULL OR new.title <> old.title OR new.message <> old.message)
BEGIN
  DELETE FROM search WHERE rowid = old.search_id;
  UPDATE notifications SET search_id = NULL WHERE id = old.id;
END;
`;

export const search: Migration = { version: 90, up: (db) => db.exec(SQL) };
