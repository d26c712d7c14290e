import { type NewBatch, type Step, type Storage, steps } from '../storage/storage.ts';

/** After a batch has changed its rows: moves its user to the batch's revision and the counts. @returns the sources of its rows */
export type CountBatch = (batch: NewBatch) => Step<string[]>;

export const createBatchCounts = ({ users, batches }: Pick<Storage, 'users' | 'batches'>): CountBatch =>
  steps('inbox.count', function* (batch) {
    const tallies = yield* batches.tally(batch);
    const sum = (key: 'unread' | 'shown'): number => tallies.reduce((total, tally) => total + tally[key], 0);
    yield* users.advance(batch.user_id, { unread: sum('unread'), shown: sum('shown') });
    for (const { source, unread } of tallies) {
      if (unread !== 0) yield* users.countSource(batch.user_id, source, unread);
    }
    return tallies.map(({ source }) => source);
  });
