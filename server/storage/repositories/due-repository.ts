import type { DueChange, DueRepository } from '../due-ports.ts';
import type { DueRow } from '../rows.ts';
import { changeOf, fieldOf, rowsOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

/**
 * ?1 of `rows` is the time, ?2 the limit. Of `collect`: ?1 the user, ?2 the ids, ?3 the time, ?4 the batch. Of
 * `apply`: ?1 the batch, ?2 the revision, ?3 now, ?4 the place below.
 */
export type DueStatements = Readonly<
  Record<'nextAt' | 'rows' | 'collect' | 'apply', (change: DueChange) => string>
> &
  Readonly<Record<'snoozed', string>>;

export const createDueRepository = (sql: DueStatements): DueRepository => ({
  nextAt: (change) => fieldOf<number | null, null>('due.nextAt', sql.nextAt(change), [], null),
  rows: (change, until, limit) => rowsOf<DueRow>('due.rows', sql.rows(change), [until, limit]),
  snoozed: steps('due.snoozed', function* (userId, source, threads) {
    const rows = yield* rowsOf<{ id: string }>('due.snoozed', sql.snoozed, [
      ...[userId, source, JSON.stringify(threads)],
    ]);
    return rows.map(({ id }) => id);
  }),
  collect(change, batch, ids, until) {
    assertLocked('due.collect', batch.user_id);
    return changeOf('due.collect', sql.collect(change), [
      ...[batch.user_id, JSON.stringify(ids), until, batch.id],
    ]);
  },
  apply(change, batch, below) {
    assertLocked('due.apply', batch.user_id);
    const { id, revision, created_at } = batch;
    const places = change === 'wake' ? [below] : [];
    return changeOf('due.apply', sql.apply(change), [id, revision, created_at, ...places]);
  },
});
