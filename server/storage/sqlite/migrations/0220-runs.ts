import type { Migration } from '../migrate.ts';

const SQL = `
-- JSON: what became of its sender's actions.
ALTER TABLE notifications ADD COLUMN runs TEXT NOT NULL DEFAULT '[]';

-- For senders: it outlives a newer send in the same row, and what its reader does to the row.
CREATE TABLE choices (
  notification_id TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  action TEXT NOT NULL,
  event TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (notification_id, at, action)
) STRICT, WITHOUT ROWID;
`;

export const runs: Migration = { version: 220, up: (db) => db.exec(SQL) };
