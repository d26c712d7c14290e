import type { Migration } from '../migrate.ts';

/** Who may listen to the channels of a team, a document or a chat room. */
const SQL = `
CREATE TABLE memberships (
  user_id INTEGER NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  PRIMARY KEY (user_id, kind, object_id)
) STRICT, WITHOUT ROWID;
`;

export const memberships: Migration = { version: 50, up: (db) => db.exec(SQL) };
