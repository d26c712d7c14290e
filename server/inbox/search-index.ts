import { NOBODY, type Storage } from '../storage/storage.ts';

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

/** Indexes everything that has arrived since the last time. One call after another. */
export function createIndexer(storage: Pick<Storage, 'work' | 'read' | 'search'>): () => Promise<void> {
  const { work, read, search } = storage;
  let last: Promise<void> = Promise.resolve();

  async function catchUp(): Promise<void> {
    while (await read(() => search.isBehind())) await work(NOBODY, () => search.index(ROWS));
  }
  return () => {
    const turn = last.then(catchUp);
    last = turn.catch(() => {});
    return turn;
  };
}
