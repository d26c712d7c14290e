import type { Migration } from '../migrate.ts';

/**
 * An app's `AppSettings` as JSON; missing fields have their defaults. An older database only has the default app of a desktop, which
 * stores notifications.
 */
const SQL = `
ALTER TABLE apps ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE apps SET settings = '{"keepNotifications":true}';
`;

export const apps: Migration = { version: 20, up: (db) => db.exec(SQL) };
