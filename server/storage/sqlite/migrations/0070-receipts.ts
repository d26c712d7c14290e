import type { Migration } from '../migrate.ts';

/** Separate tables, so that notification rows stay small. Both are deleted with the tombstone. */
const SQL = `
CREATE TABLE sent_by (
  notification_id TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  -- Several, where sends were folded.
  user_id INTEGER NOT NULL REFERENCES users (id),
  PRIMARY KEY (notification_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
  notification_id TEXT NOT NULL PRIMARY KEY REFERENCES notifications (id) ON DELETE CASCADE,
  delivered_at INTEGER NOT NULL,
  -- What was seen was delivered.
  seen_at INTEGER
) STRICT, WITHOUT ROWID;
`;

export const receipts: Migration = { version: 70, up: (db) => db.exec(SQL) };
