import type { ScheduledRepository } from '../due-ports.ts';
import type { DueRow, ScheduledRow } from '../rows.ts';
import { changeOf, fieldOf, rowsOf, writtenRowsOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

/** ?1 of `claim` is the user, of `due` the time. */
export type ScheduledStatements = Readonly<Record<'insert' | 'nextAt' | 'due' | 'claim', string>>;

export const createScheduledRepository = (sql: ScheduledStatements): ScheduledRepository => ({
  insert(row) {
    assertLocked('scheduled.insert', row.user_id);
    const { id, user_id, sender_id, request, deliver_at, created_at } = row;
    return changeOf('scheduled.insert', sql.insert, [
      ...[id, user_id, sender_id, request, deliver_at, created_at],
    ]);
  },
  nextAt: () => fieldOf<number | null, null>('scheduled.nextAt', sql.nextAt, [], null),
  due: (now, limit) => rowsOf<DueRow>('scheduled.due', sql.due, [now, limit]),
  claim: steps('scheduled.claim', function* (userId, ids, now) {
    assertLocked('scheduled.claim', userId);
    const rows = yield* writtenRowsOf<ScheduledRow>('scheduled.claim', sql.claim, [
      ...[userId, JSON.stringify(ids), now],
    ]);
    // They come in any order.
    return rows.toSorted((a, b) => a.deliver_at - b.deliver_at || (a.id < b.id ? -1 : 1));
  }),
});
