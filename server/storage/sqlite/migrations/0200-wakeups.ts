import type { Migration } from '../migrate.ts';

/** Sends that wait for their time. Times are milliseconds since 1970. */
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

INSERT INTO meta (key, value) VALUES ('housekeeping_at', '0');
`;

export const wakeups: Migration = { version: 200, up: (db) => db.exec(SQL) };
