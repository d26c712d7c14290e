import { AppError } from '../../errors.ts';
import { createRepeatedLog } from '../../log.ts';
import type { Sqlite } from './driver.ts';
import { rollBack } from './migrate.ts';

/**
 * Runs `fn`, which is synchronous, as if in a savepoint of its own. All units that are asked for in one turn of the event
 * loop share one transaction, and so one write to the disk.
 *
 * `fn` may run twice: when another unit of its turn throws, what it did is undone and done anew. It keeps nothing outside
 * of the database that would differ then.
 *
 * @param afterCommit called once the change is on disk, in the order of the units; what it throws harms nobody else
 * @returns settles after COMMIT. Rejects with what `fn` threw (its own changes are undone, the other units' are not),
 * or with AppError `storage_failed` when nothing of the transaction could be kept
 */
export type Work = <T>(fn: () => T, afterCommit?: (value: T) => void) => Promise<T>;

type Unit = Readonly<{
  /** @returns what to do after COMMIT @throws what `fn` threw */
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
      // Throws when the failure (a full disk) has ended the whole transaction: then no unit is kept.
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
        // Only now: in a savepoint SQLite copies each page that it changes, mostly to a file.
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
