import type { ActionKind } from '#server/rules/state';
import type { BatchRepository } from '../ports.ts';
import type { BatchRow, Selection, Tally } from '../rows.ts';
import { changeOf, rowOf, rowsOf } from '../statement-step.ts';
import { assertLocked, type SqlValue } from '../step.ts';

export type BatchStatements = Readonly<
  Record<
    | 'insert'
    | 'tally'
    | 'noteMute'
    | 'count'
    | 'get'
    | 'newest'
    | 'collectUntouched'
    | 'restore'
    | 'markUndone'
    | 'remove'
    | 'limit'
    | 'purge',
    string
  >
> &
  Readonly<{
    /** ?1 user, ?2 the ids as JSON, or up to which revision, ?3 batch; `params` are ?4 and on */
    collect(action: ActionKind, selection: Selection): Readonly<{ sql: string; params: readonly SqlValue[] }>;
    /** ?1 batch, ?2 revision, ?3 now, ?4 the action's argument */
    apply(action: ActionKind): string;
  }>;

export const createBatchRepository = (sql: BatchStatements): BatchRepository => ({
  insert(batch) {
    assertLocked('batches.insert', batch.user_id);
    return changeOf('batches.insert', sql.insert, [
      ...[batch.id, batch.user_id, batch.revision, batch.action, batch.device, batch.created_at],
    ]);
  },
  collect(batch, action, selection) {
    assertLocked('batches.collect', batch.user_id);
    const own = 'ids' in selection ? JSON.stringify(selection.ids) : selection.upTo;
    const { sql: text, params } = sql.collect(action, selection);
    return changeOf('batches.collect', text, [batch.user_id, own, batch.id, ...params]);
  },
  apply(batch, deed) {
    assertLocked('batches.apply', batch.user_id);
    const args = deed.kind === 'snooze' ? [deed.until] : [];
    return changeOf('batches.apply', sql.apply(deed.kind), [
      ...[batch.id, batch.revision, batch.created_at, ...args],
    ]);
  },
  tally: ({ id }) => rowsOf<Tally>('batches.tally', sql.tally, [id]),
  noteMute({ user_id, id }, change) {
    assertLocked('batches.noteMute', user_id);
    return changeOf('batches.noteMute', sql.noteMute, [id, change]);
  },
  count({ user_id, id }, rows) {
    assertLocked('batches.count', user_id);
    return changeOf('batches.count', sql.count, [id, rows]);
  },
  get: (id) => rowOf<BatchRow>('batches.get', sql.get, [id]),
  newest: (userId, after, limit) => rowsOf<BatchRow>('batches.newest', sql.newest, [userId, after, limit]),
  collectUntouched(batch, undo) {
    assertLocked('batches.collectUntouched', batch.user_id);
    return changeOf('batches.collectUntouched', sql.collectUntouched, [batch.id, batch.revision, undo.id]);
  },
  restore(batch, undo) {
    assertLocked('batches.restore', batch.user_id);
    return changeOf('batches.restore', sql.restore, [
      ...[batch.id, batch.revision, undo.revision, undo.created_at],
    ]);
  },
  markUndone({ user_id, id }, now) {
    assertLocked('batches.markUndone', user_id);
    return changeOf('batches.markUndone', sql.markUndone, [id, now]);
  },
  remove({ user_id, id }) {
    assertLocked('batches.remove', user_id);
    return changeOf('batches.remove', sql.remove, [id]);
  },
  limit(userId, kept) {
    assertLocked('batches.limit', userId);
    return changeOf('batches.limit', sql.limit, [userId, kept]);
  },
  // Locks nobody: what nobody can undo any more is no part of an inbox.
  purge: (before) => changeOf('batches.purge', sql.purge, [before]),
});
