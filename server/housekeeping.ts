import { REMEMBERED_FOR } from './inbox/inbox.ts';
import { NOBODY, type Storage } from './storage/storage.ts';

const DAY = 24 * 60 * 60 * 1_000;
const TOMBSTONES_FOR = 30 * DAY;

export interface Housekeeping {
  /** Deletes what has expired. A failure is logged, and the next day tries again. */
  run(): Promise<void>;
  /** Calls `run` every day from now on. @returns stops that */
  daily(): () => void;
}

export function createHousekeeping(deps: {
  storage: Pick<Storage, 'work' | 'notifications' | 'idempotency' | 'access' | 'mutes'>;
  now: () => number;
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}): Housekeeping {
  const { storage, now, log } = deps;

  async function run(): Promise<void> {
    try {
      const gone = await storage.work(NOBODY, function* () {
        return {
          tombstones: yield* storage.notifications.purge(now() - TOMBSTONES_FOR),
          answers: yield* storage.idempotency.purge(now() - REMEMBERED_FOR),
          mutes: yield* storage.mutes.purge(now()),
          codes: yield* storage.access.purgeEnrolments(now()),
        };
      });
      log.info(gone, 'housekeeping done');
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
  }

  return {
    run,
    daily() {
      const timer = setInterval(run, DAY);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
