import type { Migration } from '../migrate.ts';

/** Times are milliseconds since 1970. The counts in `users` and `source_counts` change with the rows that they count. */
const SQL = `
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
INSERT INTO meta (key, value) VALUES ('epoch', lower(hex(randomblob(16))));

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  -- A reader whose revision is below it may have missed deletions that are forgotten by now.
  kept_from INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0 CHECK (unread >= 0),
  -- Rows of the view 'inbox'.
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown >= 0),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE source_counts (
  user_id INTEGER NOT NULL REFERENCES users (id),
  source TEXT NOT NULL,
  unread INTEGER NOT NULL CHECK (unread >= 0),
  PRIMARY KEY (user_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE notifications (
  id TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  source TEXT NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  message TEXT NOT NULL,
  url TEXT,
  icon TEXT,
  priority INTEGER NOT NULL,
  group_key TEXT,
  dedupe_key TEXT,
  occurrences INTEGER NOT NULL DEFAULT 1,
  data TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_revision INTEGER NOT NULL,
  -- Revision of the newest send that is folded into it: what came after a bound is not read by it.
  sent_revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  read_at INTEGER,
  archived_at INTEGER,
  -- Set: only a tombstone is left, without content.
  deleted_at INTEGER
) STRICT;
CREATE INDEX notifications_by_revision ON notifications (user_id, revision, id);
CREATE INDEX notifications_inbox ON notifications (user_id, id)
  WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_unread ON notifications (user_id, id)
  WHERE read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_archived ON notifications (user_id, id)
  WHERE archived_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_foldable ON notifications (user_id, source, dedupe_key, id)
  WHERE dedupe_key IS NOT NULL AND read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_tombstones ON notifications (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE tokens (
  -- Never given twice: answers are remembered by it.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  abilities TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Without a reference to tokens: the session token, which has id 0, is in no table.
CREATE TABLE idempotency (
  token_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (token_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE apps (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL
) STRICT;
`;

export const initial: Migration = { version: 10, up: (db) => db.exec(SQL) };
