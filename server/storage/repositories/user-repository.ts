import type { UserRepository } from '../ports.ts';
import type { UserRow } from '../rows.ts';
import { changeOf, rowOf, rowsOf, writtenFieldOf, writtenRowOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

export type UserStatements = Readonly<
  Record<
    | 'insert'
    | 'first'
    | 'get'
    | 'advance'
    | 'arrive'
    | 'count'
    | 'decide'
    | 'surface'
    | 'notePlace'
    | 'countSource'
    | 'firstCount'
    | 'bySource',
    string
  >
>;

export const createUserRepository = (sql: UserStatements): UserRepository => ({
  insert: (name, now) => writtenFieldOf<number, number>('users.insert', sql.insert, [name, now], 0),
  first: () => rowOf<UserRow>('users.first', sql.first),
  get: (id) => rowOf<UserRow>('users.get', sql.get, [id]),
  advance(id, by) {
    assertLocked('users.advance', id);
    return writtenRowOf('users.advance', sql.advance, [id, by.unread, by.shown]);
  },
  arrive(id, now, by) {
    assertLocked('users.arrive', id);
    return writtenRowOf('users.arrive', sql.arrive, [id, now, by.unread, by.shown]);
  },
  surface(id, rows, now) {
    assertLocked('users.surface', id);
    return writtenFieldOf<number, number>('users.surface', sql.surface, [id, rows, now], now);
  },
  count(id, by) {
    assertLocked('users.count', id);
    return changeOf('users.count', sql.count, [id, by.unread, by.shown]);
  },
  decide(id, version) {
    assertLocked('users.decide', id);
    return changeOf('users.decide', sql.decide, [id, version]);
  },
  notePlace(id, place) {
    assertLocked('users.notePlace', id);
    return changeOf('users.notePlace', sql.notePlace, [id, place]);
  },
  countSource: steps('users.countSource', function* (id, source, by) {
    assertLocked('users.countSource', id);
    const counted = yield* changeOf('users.countSource', sql.countSource, [id, source, by]);
    if (counted === 0) yield* changeOf('users.countSource', sql.firstCount, [id, source, by]);
  }),
  bySource: steps('users.bySource', function* (id) {
    const rows = yield* rowsOf<{ source: string; unread: number }>('users.bySource', sql.bySource, [id]);
    return Object.fromEntries(rows.map(({ source, unread }) => [source, unread]));
  }),
});
