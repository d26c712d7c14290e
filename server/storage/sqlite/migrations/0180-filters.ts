import type { Migration } from '../migrate.ts';

/**
 * The index of words, made again: it has the words that filters have (`contract/rules/filter/words.ts`), those of type, sender and tags,
 * and `facts`; and its rows stand in the order of lists. `search_place` is the index's id of a row: its place in lists, times
 * 1024, and the next free number where several users have rows of one microsecond; null until it is indexed. Existing rows are indexed by
 * the first search. The column `search_id` of the first index is used no more: to empty or drop it, a start would rewrite all rows.
 */
const SQL = `
DROP TRIGGER notifications_reworded;
DROP INDEX notifications_unindexed;
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
  title, message, type, sender, tags, facts, content = '', contentless_delete = 1, tokenize = 'ascii'
);
-- Which words there are, for the beginnings of words.
CREATE VIRTUAL TABLE search_words USING fts5vocab ('search', 'instance');

ALTER TABLE notifications ADD COLUMN search_place INTEGER;
CREATE UNIQUE INDEX notifications_indexed ON notifications (search_place) WHERE search_place IS NOT NULL;
CREATE INDEX notifications_unindexed ON notifications (surfaced_at)
  WHERE search_place IS NULL AND purged_at IS NULL;

CREATE TRIGGER notifications_reworded
AFTER UPDATE OF title, message, type, sender, tags, priority, url, attachments, actions, surfaced_at, purged_at ON notifications
WHEN old.search_place IS NOT NULL AND (new.purged_at IS NOT NULL
  OR (new.title, new.message, new.type, new.sender, new.tags, new.priority, new.url, new.attachments, new.actions, new.surfaced_at)
    IS NOT (old.title, old.message, old.type, old.sender, old.tags, old.priority, old.url, old.attachments, old.actions,
      old.surfaced_at))
BEGIN
  DELETE FROM search WHERE rowid = old.search_place;
  UPDATE notifications SET search_place = NULL WHERE id = old.id;
END;

-- For filters by states that have no view.
CREATE INDEX notifications_read ON notifications (user_id, surfaced_at, id) WHERE read_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_muted ON notifications (user_id, surfaced_at, id) WHERE muted_at IS NOT NULL AND deleted_at IS NULL;
-- Few: those whose place is not that of the time when they were sent, such as after a snooze.
CREATE INDEX notifications_astray ON notifications (user_id, surfaced_at, id)
  WHERE surfaced_at < created_at * 1000 OR surfaced_at >= created_at * 1000 + 60000000;
`;

export const filters: Migration = { version: 180, up: (db) => db.exec(SQL) };
