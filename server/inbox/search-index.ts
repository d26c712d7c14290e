import { FILTER_TERMS, type Filter, parseFilter } from '#server/rules/filter/filter';
import { AppError } from '../errors.ts';
import { NOBODY, type Storage } from '../storage/storage.ts';

/** Rows indexed by one unit of work. */
const ROWS = 200;

/** @throws AppError `invalid_request` when it has too many terms */
export function filterOf(text: string): Filter {
  const { filter } = parseFilter(text);
  if (filter.length <= FILTER_TERMS) return filter;
  throw new AppError(
    'invalid_request',
    `A filter has at most ${FILTER_TERMS} terms; this one has ${filter.length}.`,
  );
}


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
