import {
  type DueChange,
  type NewBatch,
  newId,
  type Step,
  type Storage,
  steps,
  type UserRow,
} from '../storage/storage.ts';
import { createBatchCounts } from './batch-counts.ts';
import type { SourceActions } from './source-actions.ts';

/** What the clock does to rows. Steps of a unit of work; each is one revision, or none. Nobody can undo them. */
export interface DueChanges {
  /** Carries out a change on those of `ids` whose time is `until` or earlier. @returns how many rows it changed */
  carryOut(change: DueChange, user: UserRow, ids: readonly string[], until: number): Step<number>;
  /** Ends the snooze of a thread in which something new comes: its rows stand below that. @returns how many rows it changed */
  wakeThread(user: UserRow, source: string, thread: string): Step<number>;
}

export function createDueChanges(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'batches' | 'due'>;
  sourceActions: Pick<SourceActions, 'acted' | 'clocked'>;
  now: () => number;
}): DueChanges {
  const { sourceActions } = deps;
  const { users, notifications, batches, due } = deps.storage;
  const count = createBatchCounts(deps.storage);

  const apply = steps('due.carryOut', function* (change: DueChange, batch: NewBatch, rows: number) {
    const top =
      change === 'wake' ? yield* users.surface(batch.user_id, rows, batch.created_at * 1_000) : rows;
    yield* due.apply(change, batch, top - rows);
    const sources = yield* count(batch);
    // A source does all of this by its own clock, but for the Bin, which not every source has.
    if (change === 'wake' || change === 'expire') yield* sourceActions.clocked(batch, change, sources);
    if (change !== 'purge') return;
    yield* sourceActions.acted(batch, change, sources);
    yield* notifications.wipe(batch.user_id, batch.revision);
  });

  const carryOut: DueChanges['carryOut'] = steps('due.change', function* (change, user, ids, until) {
    const batch: NewBatch = {
      ...{ id: newId(), user_id: user.id, revision: user.revision + 1, created_at: deps.now() },
      ...{ action: JSON.stringify({ kind: change }), device: null },
    };
    yield* batches.insert(batch);
    const rows = yield* due.collect(change, batch, ids, until);
    if (rows > 0) yield* apply(change, batch, rows);
    yield* batches.remove(batch);
    return rows;
  });

  return {
    carryOut,
    wakeThread: steps('due.wakeThread', function* (user, source, thread) {
      const ids = yield* due.snoozed(user.id, source, [thread]);
      if (ids.length === 0) return 0;
      return yield* carryOut('wake', user, ids, Number.MAX_SAFE_INTEGER);
    }),
  };
}
