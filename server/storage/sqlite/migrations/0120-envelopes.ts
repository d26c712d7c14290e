import type { Migration } from '../migrate.ts';

/** What came beside the `data` of a Laravel notification, its class above all, so that its app gets back what it sent. */
const SQL = 'ALTER TABLE notifications ADD COLUMN envelope TEXT;';

export const envelopes: Migration = { version: 120, up: (db) => db.exec(SQL) };
