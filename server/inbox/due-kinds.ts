import { DUE_CHANGES, type DueChange, type Storage, steps } from '../storage/storage.ts';
import { byUser, type DueKind } from '../wakeups/wakeups.ts';
import type { Changes } from './changes.ts';
import type { Outcome } from './outcome.ts';

/** How many rows one batch changes. */
const BATCH = 500;
const DAY = 24 * 60 * 60 * 1_000;
/** How long the Bin keeps what is in it. */
const BINNED_FOR = 30 * DAY;

/**
 * How long after its time a change may come, in milliseconds, so that it is done together with others: a row that stays in the Bin a
 * little longer harms nobody, and a desktop then wakes up for the Bin once a day at most.
 */
const MAY_WAIT: Readonly<Record<DueChange, number>> = { wake: 0, expire: 0, lapse: 0, purge: DAY };
/** From the time that a row has to the time of its change. */
const AFTER: Readonly<Record<DueChange, number>> = { wake: 0, expire: 0, lapse: 0, purge: BINNED_FOR };

/** What the clock does to rows, in batches. */
export function createDueKinds(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'due'>;
  changes: Pick<Changes, 'due'>;
  announce: (outcome: Outcome) => void;
}): readonly DueKind[] {
  const { storage, changes, announce } = deps;
  const { due } = storage;

  return DUE_CHANGES.map((change) => {
    const after = AFTER[change];
    return byUser({
      storage,
      name: change,
      nextAt: steps('due.next', function* () {
        const at = yield* due.nextAt(change);
        return at === null ? null : at + after + MAY_WAIT[change];
      }),
      due: (now) => due.rows(change, now - after, BATCH),
      async fire(userId, ids, now) {
        const { rows } = await storage.work(
          [userId],
          () => changes.due(userId, change, ids, now - after),
          ({ outcome }) => announce(outcome),
        );
        return rows;
      },
    });
  });
}
