import { UNDO_FOR } from '#server/inbox';
import { REMEMBERED_FOR } from './inbox/inbox.ts';
import { NOBODY, type Storage, steps } from './storage/storage.ts';
import type { DueKind } from './wakeups/wakeups.ts';

const DAY = 24 * 60 * 60 * 1_000;
const TOMBSTONES_FOR = 30 * DAY;

/** Deletes what has expired, once a day. */
export function createHousekeeping(deps: {
  storage: Pick<
    Storage,
    'work' | 'notifications' | 'batches' | 'idempotency' | 'access' | 'mutes' | 'housekeeping'
  >;
  now: () => number;
  log: { info(fields: object, message: string): void };
}): DueKind {
  const { work, notifications, batches, idempotency, access, mutes, housekeeping } = deps.storage;

  return {
    name: 'housekeeping',
    nextAt: steps('housekeeping.dueAt', function* () {
      const at = yield* housekeeping.nextAt();
      // Otherwise the clock was ahead at the last time.
      return at <= deps.now() + DAY ? at : 0;
    }),
    async fire(now) {
      const gone = await work(NOBODY, function* () {
        if (!(yield* housekeeping.claim(now, now + DAY))) return null;
        return {
          tombstones: yield* notifications.purge(now - TOMBSTONES_FOR),
          batches: yield* batches.purge(now - UNDO_FOR),
          answers: yield* idempotency.purge(now - REMEMBERED_FOR),
          mutes: yield* mutes.purge(now),
          codes: yield* access.purgeEnrolments(now),
        };
      });
      if (gone === null) return 0;
      deps.log.info(gone, 'housekeeping done');
      return 1;
    },
  };
}
