import type { Migration } from '../migrate.ts';

/** Sign-in data of users. Token names were unique over all users before, so they are also unique per user. */
const SQL = `
-- In lower case. Null: reached by number only, e.g. the owner of a desktop's own server.
ALTER TABLE users ADD COLUMN email TEXT;
-- As 'accounts/passwords' writes it. Null: no sign-in by password.
ALTER TABLE users ADD COLUMN password TEXT;
-- Set: the user's tokens, password and codes are refused.
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
CREATE UNIQUE INDEX users_by_email ON users (email) WHERE email IS NOT NULL;

CREATE UNIQUE INDEX tokens_by_name ON tokens (user_id, name);

CREATE TABLE enrolments (
  -- SHA-256 of the code, hex.
  hash TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export const accounts: Migration = { version: 60, up: (db) => db.exec(SQL) };
