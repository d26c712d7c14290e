import type {
  MuteRepository,
  MuteRow,
  RuleRepository,
  RuleRow,
  SavedFilterRepository,
} from '../decision-ports.ts';
import { idTaken } from '../id-taken.ts';
import { changeOf, rowOf, rowsOf, writtenRowOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

/** ?1 is the user, ?2 the id, but in `mutes.purge`. */
export type RuleStatements = Readonly<Record<'all' | 'get' | 'insert' | 'save' | 'move' | 'remove', string>>;
export type MuteStatements = Readonly<
  Record<'all' | 'get' | 'of' | 'insert' | 'save' | 'remove' | 'removeOf' | 'purge', string>
>;
export type SavedFilterStatements = Readonly<Record<'all' | 'put' | 'remove', string>>;

export const createRuleRepository = (sql: RuleStatements): RuleRepository => ({
  all: (userId) => rowsOf<RuleRow>('rules.all', sql.all, [userId]),
  get: (userId, id) => rowOf<RuleRow>('rules.get', sql.get, [userId, id]),
  insert(userId, { id, position, name, filter, does, sound, is_on }) {
    assertLocked('rules.insert', userId);
    return changeOf('rules.insert', sql.insert, [userId, id, name, filter, does, sound, is_on, position]);
  },
  save(userId, { id, name, filter, does, sound, is_on }) {
    assertLocked('rules.save', userId);
    return changeOf('rules.save', sql.save, [userId, id, name, filter, does, sound, is_on]);
  },
  move(userId, id, position) {
    assertLocked('rules.move', userId);
    return changeOf('rules.move', sql.move, [userId, id, position]);
  },
  remove(userId, id) {
    assertLocked('rules.remove', userId);
    return changeOf('rules.remove', sql.remove, [userId, id]);
  },
});

export const createMuteRepository = (sql: MuteStatements): MuteRepository => ({
  all: (userId, now) => rowsOf<MuteRow>('mutes.all', sql.all, [userId, now]),
  get: (userId, id) => rowOf<MuteRow>('mutes.get', sql.get, [userId, id]),
  of: (userId, { what, source, key }) => rowOf<MuteRow>('mutes.of', sql.of, [userId, source, what, key]),
  insert: steps('mutes.insert', function* (userId, mute) {
    assertLocked('mutes.insert', userId);
    const { id, what, source, key, until, created_at, changed_by } = mute;
    const claimed = yield* writtenRowOf('mutes.insert', sql.insert, [
      ...[userId, id, what, source, key, until, created_at, changed_by],
    ]);
    if (claimed === undefined) throw idTaken();
  }),
  save(userId, { id, until, created_at, changed_by }) {
    assertLocked('mutes.save', userId);
    return changeOf('mutes.save', sql.save, [userId, id, until, created_at, changed_by]);
  },
  remove(userId, id) {
    assertLocked('mutes.remove', userId);
    return changeOf('mutes.remove', sql.remove, [userId, id]);
  },
  removeOf(userId, source) {
    assertLocked('mutes.removeOf', userId);
    return changeOf('mutes.removeOf', sql.removeOf, [userId, source]);
  },
  // Locks nobody: what has ended, and cannot come back, is no part of an inbox.
  purge: (now) => changeOf('mutes.purge', sql.purge, [now]),
});

export const createSavedFilterRepository = (sql: SavedFilterStatements): SavedFilterRepository => ({
  all: (userId) => rowsOf('savedFilters.all', sql.all, [userId]),
  put(userId, { id, position, name, filter }) {
    assertLocked('savedFilters.put', userId);
    return changeOf('savedFilters.put', sql.put, [userId, id, position, name, filter]);
  },
  remove(userId, id) {
    assertLocked('savedFilters.remove', userId);
    return changeOf('savedFilters.remove', sql.remove, [userId, id]);
  },
});
