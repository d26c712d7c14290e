import { AppError } from '../../errors.ts';
import { createRepeatedLog } from '../../log.ts';
import type { Sqlite } from './driver.ts';
import { rollBack } from './migrate.ts';

/**
 * Runs `fn`, which is synchronous, as if in its own savepoint. All units of one turn of the event loop share one transaction, and so
 * one write to the disk.
 *
 * `fn` may run twice: when another unit of its turn throws, its changes are undone and it runs again. So it must keep no state outside
 * of the database.
 *
 * @param afterCommit called once the change is on disk, in the order of the units; an exception in it affects no other unit
 * @returns settles after COMMIT. Rejects with what `fn` threw (only its own changes are undone), or with AppError `storage_failed` when
 * the whole transaction failed
 */
export type Work = <T>(fn: () => T, afterCommit?: (value: T) => void) => Promise<T>;

type Unit = Readonly<{
  /** @returns the callback for after COMMIT @throws what `fn` threw */
  run: () => () => void;
  fail: (error: unknown) => void;
}>;

export function createUnitOfWork(deps: {
  db: Pick<Sqlite, 'exec' | 'run'>;
  log: { error(fields: object, message: string): void };
}): Work {
  const { db, log } = deps;
  const report = createRepeatedLog();
  let queue: Unit[] = [];

  function together(units: readonly Unit[]): (() => void)[] | null {
    try {
      return units.map((unit) => unit.run());
    } catch {
      return null;
    }
  }

  /** @throws when the transaction is lost */
  function inSavepoint(unit: Unit): () => void {
    db.run('SAVEPOINT unit');
    let settle: () => void;
    try {
      settle = unit.run();
    } catch (error) {
      // Throws when the failure (a full disk) has ended the whole transaction: then every unit fails.
      db.exec('ROLLBACK TO unit; RELEASE unit');
      return () => unit.fail(error);
    }
    db.run('RELEASE unit');
    return settle;
  }

  function flush(): void {
    const units = queue;
    queue = [];
    let settle: (() => void)[] | null;
    try {
      db.exec('BEGIN IMMEDIATE');
      settle = together(units);
      if (settle === null) {
        // Only now, because in a savepoint SQLite copies every page that it changes, mostly to a file.
        rollBack(db);
        db.exec('BEGIN IMMEDIATE');
        settle = units.map(inSavepoint);
      }
      db.exec('COMMIT');
    } catch (error) {
      rollBack(db);
      report('transaction', (repeated) => {
        log.error(repeated === 0 ? { err: error } : { repeated }, 'a transaction failed');
      });
      const failure = new AppError('storage_failed', 'the transaction failed', { cause: error });
      for (const unit of units) unit.fail(failure);
      return;
    }
    for (const each of settle) each();
  }

  return <T>(fn: () => T, afterCommit?: (value: T) => void) =>
    new Promise<T>((resolve, reject) => {
      function run(): () => void {
        const value = fn();
        return () => {
          try {
            afterCommit?.(value);
          } catch (error) {
            log.error({ err: error }, 'announcing a change failed');
          }
          resolve(value);
        };
      }
      if (queue.length === 0) setImmediate(flush);
      queue.push({ run, fail: reject });
    });
}
