import type { Migration } from '../migrate.ts';

/** 1: its source sent more than is stored. Rows of older versions stay as they are; answers leave out what is too large. */
const SQL = `
ALTER TABLE notifications ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
`;

export const trimmed: Migration = { version: 130, up: (db) => db.exec(SQL) };
