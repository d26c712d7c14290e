import type { Migration } from '../migrate.ts';

const INBOX = 'archived_at IS NULL AND snoozed_until IS NULL AND deleted_at IS NULL';
const UNREAD = `read_at IS NULL AND muted_at IS NULL AND ${INBOX}`;
const DONE = 'archived_at IS NOT NULL AND deleted_at IS NULL';

/**
 * States that rows can have beside read and done, what changed them, and the Bin: a deleted row keeps its content until it is
 * purged. So far deletion was purging, but where a source did not know of it yet.
 */
const SQL = `
ALTER TABLE notifications ADD COLUMN saved_at INTEGER;
ALTER TABLE notifications ADD COLUMN snoozed_until INTEGER;
-- A mute covered it.
ALTER TABLE notifications ADD COLUMN muted_at INTEGER;
-- Only a tombstone is left, without content.
ALTER TABLE notifications ADD COLUMN purged_at INTEGER;
-- 'expired' or 'withdrawn': why it is done or in the Bin.
ALTER TABLE notifications ADD COLUMN ended TEXT;
-- JSON: the rule or mute that decided over it.
ALTER TABLE notifications ADD COLUMN verdict TEXT;
-- Revision of the last change of its user's state. 0: before there was this column.
ALTER TABLE notifications ADD COLUMN acted_revision INTEGER NOT NULL DEFAULT 0;
-- Revision at which it last came to the top. 0: at its arrival.
ALTER TABLE notifications ADD COLUMN surfaced_revision INTEGER NOT NULL DEFAULT 0;
UPDATE notifications SET purged_at = deleted_at WHERE deleted_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.notification_id = notifications.id AND o.topic = 'delete');

-- The states that a Belfry server is known to have, beside read and done.
ALTER TABLE source_ids ADD COLUMN saved_at INTEGER;
ALTER TABLE source_ids ADD COLUMN snoozed_until INTEGER;
ALTER TABLE source_ids ADD COLUMN deleted_at INTEGER;

-- One action of a person: what can be undone.
CREATE TABLE batches (
  id TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  revision INTEGER NOT NULL,
  -- JSON
  action TEXT NOT NULL,
  -- The name of the token that did it; null: of none that has a name.
  device TEXT,
  -- How many notifications it changed.
  rows INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX batches_newest ON batches (user_id, revision);
CREATE INDEX batches_by_age ON batches (created_at);
-- The state of a notification before a batch.
CREATE TABLE batch_rows (
  batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  notification_id TEXT NOT NULL,
  acted_revision INTEGER NOT NULL,
  read_at INTEGER,
  archived_at INTEGER,
  saved_at INTEGER,
  snoozed_until INTEGER,
  muted_at INTEGER,
  deleted_at INTEGER,
  ended TEXT,
  PRIMARY KEY (batch_id, notification_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_160 (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES users (id),
  source TEXT NOT NULL,
  notification_id TEXT NOT NULL,
  external_id TEXT,
  action TEXT NOT NULL,
  -- Of one topic and notification only the newest is sent; of replies and receipts each one.
  topic TEXT NOT NULL,
  -- JSON
  reply TEXT,
  -- JSON: the action's arguments.
  args TEXT,
  -- The source's revision that was known when this was asked for.
  base_revision INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  -- Of the next attempt; 0: at once.
  next_at INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO outbox_160 (seq, id, user_id, source, notification_id, external_id, action, topic, reply, base_revision, attempts,
    created_at, next_at)
  SELECT seq, id, user_id, source, notification_id, external_id,
    CASE action WHEN 'archive' THEN 'done' WHEN 'unarchive' THEN 'restore' ELSE action END, topic, reply, base_revision, attempts,
    created_at, next_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_160 RENAME TO outbox;
CREATE INDEX outbox_in_order ON outbox (user_id, source, seq);
CREATE INDEX outbox_by_time ON outbox (user_id, source, next_at);
CREATE INDEX outbox_by_notification ON outbox (notification_id, seq);
UPDATE notifications SET upstream = json_set(upstream, '$.action',
    CASE upstream ->> '$.action' WHEN 'archive' THEN 'done' ELSE 'restore' END)
  WHERE upstream IS NOT NULL AND upstream ->> '$.action' IN ('archive', 'unarchive');
UPDATE sources SET actions = trim(replace(replace(' ' || replace(actions, ' ', '  ') || ' ',
    ' archive ', ' done '), ' unarchive ', ' restore '));
UPDATE sources SET actions = replace(actions, '  ', ' ');

DROP INDEX notifications_tombstones;
CREATE INDEX notifications_tombstones ON notifications (purged_at) WHERE purged_at IS NOT NULL;
DROP INDEX notifications_inbox;
DROP INDEX notifications_unread;
DROP INDEX notifications_archived;
DROP INDEX notifications_foldable;
DROP INDEX notifications_source_inbox;
DROP INDEX notifications_source_unread;
DROP INDEX notifications_source_archived;
-- With group_key: rows of no thread are found in the index alone.
CREATE INDEX notifications_inbox ON notifications (user_id, surfaced_at, id, group_key) WHERE ${INBOX};
CREATE INDEX notifications_unread ON notifications (user_id, surfaced_at, id, group_key) WHERE ${UNREAD};
CREATE INDEX notifications_saved ON notifications (user_id, surfaced_at, id) WHERE saved_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_snoozed ON notifications (user_id, surfaced_at, id)
  WHERE snoozed_until IS NOT NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_done ON notifications (user_id, surfaced_at, id, group_key) WHERE ${DONE};
CREATE INDEX notifications_bin ON notifications (user_id, surfaced_at, id) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX notifications_foldable ON notifications (user_id, source, dedupe_key, surfaced_at, id)
  WHERE dedupe_key IS NOT NULL AND read_at IS NULL AND ${INBOX};
CREATE INDEX notifications_source_inbox ON notifications (user_id, source, surfaced_at, id) WHERE ${INBOX};
CREATE INDEX notifications_source_unread ON notifications (user_id, source, surfaced_at, id) WHERE ${UNREAD};
CREATE INDEX notifications_source_done ON notifications (user_id, source, surfaced_at, id) WHERE ${DONE};
CREATE INDEX notifications_thread ON notifications (user_id, source, group_key, surfaced_at, id)
  WHERE group_key IS NOT NULL AND purged_at IS NULL;
-- What a list of folded threads counts, read from the index alone.
CREATE INDEX notifications_thread_inbox ON notifications (user_id, source, group_key, surfaced_at, id)
  WHERE group_key IS NOT NULL AND ${INBOX};
CREATE INDEX notifications_thread_unread ON notifications (user_id, source, group_key, surfaced_at, id)
  WHERE group_key IS NOT NULL AND ${UNREAD};
CREATE INDEX notifications_wakes ON notifications (snoozed_until) WHERE snoozed_until IS NOT NULL;
`;

export const states: Migration = { version: 160, up: (db) => db.exec(SQL) };
