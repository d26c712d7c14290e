import type { Migration } from '../migrate.ts';

/**
 * Lists are ordered by `surfaced_at`, no longer by id. Existing rows keep their order: each gets the time in its id, which is
 * `created_at`; rows of the same time are one microsecond apart, in the order of their ids.
 */
const SQL = `
ALTER TABLE notifications ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
-- Microseconds since 1970, unlike all other times: many rows have the same millisecond.
ALTER TABLE notifications ADD COLUMN surfaced_at INTEGER NOT NULL DEFAULT 0;
UPDATE notifications SET received_at = created_at, surfaced_at = placed.place
FROM (
  SELECT id, number + max(created_at * 1000 - number) OVER (PARTITION BY user_id ORDER BY id) AS place
  FROM (
    SELECT id, user_id, created_at, row_number() OVER (PARTITION BY user_id ORDER BY id) AS number FROM notifications
  )
) AS placed
WHERE placed.id = notifications.id;

-- The newest place that was ever given: what is sent next stands above it, whatever the clock says.
ALTER TABLE users ADD COLUMN surfaced_at INTEGER NOT NULL DEFAULT 0;
UPDATE users SET surfaced_at = newest.place
FROM (SELECT user_id, max(surfaced_at) AS place FROM notifications GROUP BY user_id) AS newest
WHERE newest.user_id = users.id;

-- 0: it came live, and its source's list has not said yet where it stands.
ALTER TABLE source_ids ADD COLUMN placed INTEGER NOT NULL DEFAULT 1;

DROP INDEX notifications_inbox;
DROP INDEX notifications_unread;
DROP INDEX notifications_archived;
DROP INDEX notifications_foldable;
DROP INDEX notifications_source_inbox;
DROP INDEX notifications_source_unread;
DROP INDEX notifications_source_archived;
CREATE INDEX notifications_inbox ON notifications (user_id, surfaced_at, id)
  WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_unread ON notifications (user_id, surfaced_at, id)
  WHERE read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_archived ON notifications (user_id, surfaced_at, id)
  WHERE archived_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_foldable ON notifications (user_id, source, dedupe_key, surfaced_at, id)
  WHERE dedupe_key IS NOT NULL AND read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_source_inbox ON notifications (user_id, source, surfaced_at, id)
  WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_source_unread ON notifications (user_id, source, surfaced_at, id)
  WHERE read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_source_archived ON notifications (user_id, source, surfaced_at, id)
  WHERE archived_at IS NOT NULL AND deleted_at IS NULL;
`;

export const times: Migration = { version: 100, up: (db) => db.exec(SQL) };
