import type { Migration } from '../migrate.ts';

/**
 * Which words of a row are Belfry's, as JSON (`contract/rules/row-phrases.ts`). Rows of before keep the English words that they were
 * stored with: nobody can tell them from a sender's.
 */
const SQL = 'ALTER TABLE notifications ADD COLUMN phrases TEXT;';

export const phrases: Migration = { version: 150, up: (db) => db.exec(SQL) };
