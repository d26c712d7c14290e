import type { Storage } from '../storage/storage.ts';

/** Rows indexed by one unit of work. */
const ROWS = 200;

/**
 * The user's text as an FTS5 query: each word is a prefix, and quoted so that it contains no syntax.
 * https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export const toMatch = (text: string): string =>
  text
    .replaceAll('\0', ' ')
    .trim()
    .split(/\s+/u)
    .map((word) => `"${word.replaceAll('"', '""')}"*`)
    .join(' ');

/** Indexes everything that has arrived since the last time. */
export function createIndexer(storage: Pick<Storage, 'work' | 'search'>): () => Promise<void> {
  return async () => {
    while (storage.search.isBehind()) await storage.work(() => storage.search.index(ROWS));
  };
}
