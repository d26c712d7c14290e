import type { SearchRepository } from './ports.ts';
import { changeOf, rowOf, rowsOf, steps, valueOf } from './step.ts';

export type SearchStatements = Readonly<Record<'isBehind' | 'waiting' | 'index' | 'mark', string>>;

type Waiting = Readonly<{ id: string; title: string; message: string }>;

export const createSearchRepository = (sql: SearchStatements): SearchRepository => ({
  isBehind: steps('search.isBehind', function* () {
    return (yield* rowOf('search.isBehind', sql.isBehind)) !== undefined;
  }),
  index: steps('search.index', function* (limit) {
    const rows = yield* rowsOf<Waiting>('search.index', sql.waiting, [limit]);
    for (const { id, title, message } of rows) {
      const searchId = yield* valueOf<number, null>('search.index', sql.index, [title, message], null);
      yield* changeOf('search.index', sql.mark, [id, searchId]);
    }
  }),
});
