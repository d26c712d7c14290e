import type { Migration } from '../migrate.ts';

/** The id at the source. It makes sure that a notification is stored once, even after its deletion. */
const SQL = `
ALTER TABLE notifications ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX notifications_external ON notifications (user_id, external_id, source)
  WHERE external_id IS NOT NULL;
`;

export const externalIds: Migration = { version: 40, up: (db) => db.exec(SQL) };
