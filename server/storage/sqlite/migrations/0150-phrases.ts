import type { Migration } from '../migrate.ts';

/**
 * Which words of a row are Belfry's, as JSON (`contract/rules/row-phrases.ts`). Older rows keep the English words that they were
 * stored with, because these cannot be told from a sender's.
 */
const SQL = 'ALTER TABLE notifications ADD COLUMN phrases TEXT;';

export const phrases: Migration = { version: 150, up: (db) => db.exec(SQL) };
