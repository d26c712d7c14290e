import type { Migration } from '../migrate.ts';

/** Sources of an inbox: how far each has been read, what state it is known to hold, and what it must still hear of. */
const SQL = `
-- How its reader may answer, and how telling its source goes; both JSON.
ALTER TABLE notifications ADD COLUMN reply TEXT;
ALTER TABLE notifications ADD COLUMN upstream TEXT;

CREATE INDEX notifications_source_inbox ON notifications (user_id, source, id)
  WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_source_unread ON notifications (user_id, source, id)
  WHERE read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_source_archived ON notifications (user_id, source, id)
  WHERE archived_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE sources (
  user_id INTEGER NOT NULL REFERENCES users (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- What it can be told: names with a space between.
  actions TEXT NOT NULL,
  -- JSON; only the source's adapter knows what it means.
  cursor TEXT,
  PRIMARY KEY (user_id, id)
) STRICT;

-- Every id that a source ever gave, for as long as there is the source: it outlives its notification.
CREATE TABLE source_ids (
  user_id INTEGER NOT NULL REFERENCES users (id),
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  -- Null: all that the source ever told of it is its deletion.
  notification_id TEXT,
  -- 1 for the first of those that are folded into one notification, and so on.
  place INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- What the source is known to hold, and its number for that.
  revision INTEGER,
  read_at INTEGER,
  archived_at INTEGER,
  gone INTEGER NOT NULL DEFAULT 0,
  -- Whether its sender was told that it was on a screen.
  seen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, source, external_id)
) STRICT;
CREATE INDEX source_ids_by_notification ON source_ids (notification_id) WHERE notification_id IS NOT NULL;

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES users (id),
  source TEXT NOT NULL,
  notification_id TEXT NOT NULL,
  external_id TEXT,
  action TEXT NOT NULL,
  -- Of one topic and notification only the newest is told; of replies each one.
  topic TEXT NOT NULL CHECK (topic IN ('read', 'archive', 'delete', 'reply', 'receipt')),
  -- JSON
  reply TEXT,
  -- The source's revision that was known when this was asked for.
  base_revision INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  -- Of the next attempt; 0: at once.
  next_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_in_order ON outbox (user_id, source, seq);
CREATE INDEX outbox_by_time ON outbox (user_id, source, next_at);
CREATE INDEX outbox_by_notification ON outbox (notification_id, seq);
`;

export const sources: Migration = { version: 80, up: (db) => db.exec(SQL) };
