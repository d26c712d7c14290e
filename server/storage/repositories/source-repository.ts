import type { CountedSource } from '../rows.ts';
import type { SourceRepository } from '../source-ports.ts';
import { changeOf, rowOf, rowsOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

export type SourceStatements = Readonly<
  Record<'put' | 'get' | 'all' | 'actionsOf' | 'moveCursor' | 'remove' | 'removeCount', string>
>;

export const createSourceRepository = (sql: SourceStatements): SourceRepository => ({
  put(userId, { id, kind, actions }) {
    assertLocked('sources.put', userId);
    return changeOf('sources.put', sql.put, [userId, id, kind, actions]);
  },
  get: (userId, id) => rowOf<CountedSource>('sources.get', sql.get, [userId, id]),
  all: (userId) => rowsOf<CountedSource>('sources.all', sql.all, [userId]),
  actionsOf: (userId, ids) => rowsOf('sources.actionsOf', sql.actionsOf, [userId, JSON.stringify(ids)]),
  moveCursor(userId, id, cursor) {
    assertLocked('sources.moveCursor', userId);
    return changeOf('sources.moveCursor', sql.moveCursor, [userId, id, cursor]);
  },
  remove: steps('sources.remove', function* (userId, id) {
    assertLocked('sources.remove', userId);
    yield* changeOf('sources.remove', sql.remove, [userId, id]);
    yield* changeOf('sources.remove', sql.removeCount, [userId, id]);
  }),
});
