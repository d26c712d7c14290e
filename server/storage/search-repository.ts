import type { SearchRepository } from './ports.ts';
import { changeOf, fieldOf, rowOf, rowsOf, steps } from './step.ts';

export type SearchStatements = Readonly<Record<'isBehind' | 'waiting' | 'newest' | 'index' | 'mark', string>>;

type Waiting = Readonly<{ id: string; title: string; message: string }>;

export const createSearchRepository = (sql: SearchStatements): SearchRepository => ({
  isBehind: steps('search.isBehind', function* () {
    return (yield* rowOf('search.isBehind', sql.isBehind)) !== undefined;
  }),
  index: steps('search.index', function* (limit) {
    const rows = yield* rowsOf<Waiting>('search.index', sql.waiting, [limit]);
    let searchId = yield* fieldOf<number, number>('search.index', sql.newest, [], 0);
    for (const { id, title, message } of rows) {
      searchId += 1;
      yield* changeOf('search.index', sql.index, [searchId, title, message]);
      yield* changeOf('search.index', sql.mark, [id, searchId]);
    }
  }),
});
