import { NOBODY, type Steps, type Storage, steps } from '../storage/storage.ts';

/** Rows indexed by one unit of work. */
const ROWS = 200;

/** Indexes what waits, as steps of the caller's unit. */
export const indexWaiting = steps('inbox.indexWaiting', function* (search: Storage['search']): Steps<void> {
  while (yield* search.isBehind()) yield* search.index(ROWS);
});

/** Indexes what waits, in several units of work: rows of an older version are many. Only one runs at a time. */
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
