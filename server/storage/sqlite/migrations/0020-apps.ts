import type { Migration } from '../migrate.ts';

/**
 * What an app may do, as JSON of `AppSettings`; fields that are absent have their defaults. The apps of older databases
 * are the default app of a desktop, which keeps notifications.
 */
const SQL = `
ALTER TABLE apps ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE apps SET settings = '{"keepNotifications":true}';
`;

export const apps: Migration = { version: 20, up: (db) => db.exec(SQL) };
