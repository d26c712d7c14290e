import { type NewBatch, newId, type Step, type Storage, steps, type UserRow } from '../storage/storage.ts';
import { createBatchCounts } from './batch-counts.ts';

/** The first who acknowledges an emergency that was sent to several ends it for all. Steps of a unit of work. */
export interface Acknowledgements {
  /** Other users with open rows that were sent with these. */
  others(userId: number, ids: readonly string[]): Step<Map<number, string[]>>;
  /** Ends the emergencies of `ids`, as one revision. @param by the name of who acknowledged them @returns how many rows it changed */
  end(user: UserRow, ids: readonly string[], by: string): Step<number>;
}

export function createAcknowledgements(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'batches'>;
  now: () => number;
}): Acknowledgements {
  const { notifications, batches } = deps.storage;
  const count = createBatchCounts(deps.storage);
  const kind = 'acknowledge';

  return {
    others: steps('acknowledgements.others', function* (userId, ids) {
      const idsOf = new Map<number, string[]>();
      for (const { id, user_id } of yield* notifications.insistingWith(userId, ids)) {
        idsOf.set(user_id, [...(idsOf.get(user_id) ?? []), id]);
      }
      return idsOf;
    }),

    end: steps('acknowledgements.end', function* (user, ids, by) {
      const batch: NewBatch = {
        ...{ id: newId(), user_id: user.id, revision: user.revision + 1, created_at: deps.now() },
        ...{ action: JSON.stringify({ kind }), device: null },
      };
      yield* batches.insert(batch);
      const rows = yield* batches.collect(batch, kind, { ids });
      if (rows > 0) {
        yield* batches.apply(batch, { kind });
        yield* count(batch);
        yield* notifications.signAcknowledged(user.id, batch.revision, by);
      }
      yield* batches.remove(batch);
      return rows;
    }),
  };
}
