import type { Migration } from '../migrate.ts';

/** Lists and objects are JSON; `expires_at` is milliseconds since 1970. */
const SQL = `
ALTER TABLE notifications ADD COLUMN format TEXT NOT NULL DEFAULT 'text';
ALTER TABLE notifications ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notifications ADD COLUMN sender TEXT;
ALTER TABLE notifications ADD COLUMN actions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notifications ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notifications ADD COLUMN expires_at INTEGER;
ALTER TABLE notifications ADD COLUMN emergency TEXT;
`;

export const contentFields: Migration = { version: 170, up: (db) => db.exec(SQL) };
