import type { Migration } from '../migrate.ts';

/** The id that an upstream gave to what it sent: with it, the same one is stored once, also after its deletion. */
const SQL = `
ALTER TABLE notifications ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX notifications_external ON notifications (user_id, external_id, source)
  WHERE external_id IS NOT NULL;
`;

export const externalIds: Migration = { version: 40, up: (db) => db.exec(SQL) };
