import type { Migration } from '../migrate.ts';

const SQL = `
-- Of rules, mutes and saved filters: another one after each change. NULL: there never was any.
ALTER TABLE users ADD COLUMN rules_version TEXT;

CREATE TABLE rules (
  id TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  does TEXT NOT NULL,
  sound TEXT,
  -- 0: it does not run.
  is_on INTEGER NOT NULL
) STRICT;
CREATE INDEX rules_in_order ON rules (user_id, position, id);

CREATE TABLE mutes (
  id TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  what TEXT NOT NULL,
  source TEXT NOT NULL,
  -- Of a thread, a type or a sender; empty for a source.
  key TEXT NOT NULL,
  -- NULL: until it is taken away; 0: it was.
  until INTEGER,
  created_at INTEGER NOT NULL,
  -- The batch that made it what it is.
  changed_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX mutes_by_thing ON mutes (user_id, source, what, key);
CREATE INDEX mutes_in_order ON mutes (user_id, created_at, id);
CREATE INDEX mutes_ended ON mutes (until) WHERE until IS NOT NULL;
-- JSON: the mute that a batch has changed, before and after.
ALTER TABLE batches ADD COLUMN mute TEXT;
-- A batch that changes no notification has the revision of the next one.
DROP INDEX batches_newest;
CREATE INDEX batches_newest ON batches (user_id, revision, id);

CREATE TABLE saved_filters (
  user_id INTEGER NOT NULL REFERENCES users (id),
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_filters_in_order ON saved_filters (user_id, position, id);
`;

export const rules: Migration = { version: 190, up: (db) => db.exec(SQL) };
