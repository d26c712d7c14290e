import type { Migration } from '../migrate.ts';

/** The fields beside the `data` of a Laravel notification, such as its class, so that the app gets back what it sent. */
const SQL = 'ALTER TABLE notifications ADD COLUMN envelope TEXT;';

export const envelopes: Migration = { version: 120, up: (db) => db.exec(SQL) };
