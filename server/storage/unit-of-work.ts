import { AppError } from '../errors.ts';
import { rollBack } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';

/**
 * Runs `fn`, which is synchronous, in a savepoint of its own. All units that are asked for in one turn of the event loop
 * share one transaction, and so one write to the disk.
 *
 * @param afterCommit called once the change is on disk, in the order of the units; what it throws harms nobody else
 * @returns settles after COMMIT. Rejects with what `fn` threw (its own changes are undone, the other units' are not),
 * or with AppError `storage_failed` when nothing of the transaction could be kept
 */
export type Work = <T>(fn: () => T, afterCommit?: (value: T) => void) => Promise<T>;

type Unit = Readonly<{
  /** @returns what to do after COMMIT @throws when the transaction is lost */
  run: () => () => void;
  fail: (error: unknown) => void;
}>;

export function createUnitOfWork(deps: {
  db: Pick<Sqlite, 'exec' | 'run'>;
  log: { error(fields: object, message: string): void };
}): Work {
  const { db, log } = deps;
  let queue: Unit[] = [];

  function flush(): void {
    const units = queue;
    queue = [];
    let settle: (() => void)[];
    try {
      db.exec('BEGIN IMMEDIATE');
      settle = units.map((unit) => unit.run());
      db.exec('COMMIT');
    } catch (error) {
      rollBack(db);
      log.error({ err: error }, 'a transaction failed');
      const failure = new AppError('storage_failed', 'the transaction failed', { cause: error });
      for (const unit of units) unit.fail(failure);
      return;
    }
    for (const each of settle) each();
  }

  function inSavepoint<T>(fn: () => T): { value: T } | { error: unknown } {
    db.run('SAVEPOINT unit');
    try {
      const value = fn();
      db.run('RELEASE unit');
      return { value };
    } catch (error) {
      // Throws when the failure (a full disk) has ended the whole transaction: then no unit is kept.
      db.exec('ROLLBACK TO unit; RELEASE unit');
      return { error };
    }
  }

  return <T>(fn: () => T, afterCommit?: (value: T) => void) =>
    new Promise<T>((resolve, reject) => {
      function run(): () => void {
        const outcome = inSavepoint(fn);
        if ('error' in outcome) return () => reject(outcome.error);
        return () => {
          try {
            afterCommit?.(outcome.value);
          } catch (error) {
            log.error({ err: error }, 'announcing a change failed');
          }
          resolve(outcome.value);
        };
      }
      if (queue.length === 0) setImmediate(flush);
      queue.push({ run, fail: reject });
    });
}
