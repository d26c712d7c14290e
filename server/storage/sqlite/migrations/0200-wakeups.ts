import type { Migration } from '../migrate.ts';

/** What waits for its time: sends, and changes of rows. Times are milliseconds since 1970. */
const SQL = `
CREATE TABLE scheduled (
  -- Later the notification's.
  id TEXT NOT NULL PRIMARY KEY,
  -- Whose inbox it is for.
  user_id INTEGER NOT NULL REFERENCES users (id),
  sender_id INTEGER NOT NULL REFERENCES users (id),
  -- As it was sent, as JSON: the version that delivers it may know more fields.
  request TEXT NOT NULL,
  deliver_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX scheduled_due ON scheduled (deliver_at, id);

-- Expiry. NULL: never, or it is over.
ALTER TABLE notifications ADD COLUMN ends_at INTEGER;
UPDATE notifications SET ends_at = expires_at WHERE expires_at IS NOT NULL AND archived_at IS NULL AND deleted_at IS NULL;
-- It insists then, and at the latest until.
ALTER TABLE notifications ADD COLUMN remind_at INTEGER;
ALTER TABLE notifications ADD COLUMN remind_until INTEGER;
-- Its source ends its snooze, and the clock here only so much later.
ALTER TABLE notifications ADD COLUMN wake_delay INTEGER NOT NULL DEFAULT 0;
UPDATE notifications SET wake_delay = 120000 WHERE source <> 'local' AND (user_id, source) IN
  (SELECT user_id, id FROM sources WHERE kind = 'belfry');
DROP INDEX notifications_wakes;
CREATE INDEX notifications_wakes ON notifications (snoozed_until + wake_delay) WHERE snoozed_until IS NOT NULL;
CREATE INDEX notifications_ends ON notifications (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX notifications_reminders ON notifications (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX notifications_snoozed_threads ON notifications (user_id, source, group_key)
  WHERE snoozed_until IS NOT NULL AND group_key IS NOT NULL;
CREATE INDEX notifications_binned ON notifications (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

INSERT INTO meta (key, value) VALUES ('housekeeping_at', '0');
`;

export const wakeups: Migration = { version: 200, up: (db) => db.exec(SQL) };
