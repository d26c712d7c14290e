import type { DueRow, Step, Storage } from '../storage/storage.ts';

/** A kind of thing that is done at its time. Times are milliseconds since 1970, by the wall clock. */
export interface DueKind {
  /** For the log. */
  readonly name: string;
  /** When the next one is due; null: none waits. A step of a read. */
  nextAt(): Step<number | null>;
  /**
   * Does a batch of what is due at `now`, what is most overdue first, in units of work that claim it in the database: another process may
   * do the same at the same time. A batch is so small that requests hardly wait for it.
   * @returns how many it did; 0: others did them
   * @throws what a unit of work throws, after all others of the batch
   */
  fire(now: number): Promise<number>;
}

/**
 * What is due in inboxes: a batch is one unit of work a user, so that what fails in one inbox holds up no other.
 * @param nextAt as in `DueKind`
 */
export const byUser = (deps: {
  storage: Pick<Storage, 'read'>;
  name: string;
  nextAt: () => Step<number | null>;
  /** A batch of what is due at `now`, the most overdue first. */
  due: (now: number) => Step<readonly DueRow[]>;
  /** Claims those of `ids` that are still due, does them and announces it. @returns how many it did */
  fire: (userId: number, ids: readonly string[], now: number) => Promise<number>;
}): DueKind => ({
  name: deps.name,
  nextAt: deps.nextAt,
  async fire(now) {
    const rows = await deps.storage.read(() => deps.due(now));
    const idsOf = new Map<number, string[]>();
    for (const { id, user_id } of rows) {
      const ids = idsOf.get(user_id);
      if (ids === undefined) idsOf.set(user_id, [id]);
      else ids.push(id);
    }
    const runs = await Promise.allSettled([...idsOf].map(([userId, ids]) => deps.fire(userId, ids, now)));
    let done = 0;
    for (const run of runs) {
      if (run.status === 'rejected') throw run.reason;
      done += run.value;
    }
    return done;
  },
});
