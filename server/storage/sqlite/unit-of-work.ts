import { AppError } from '../../errors.ts';
import { createRepeatedLog } from '../../log.ts';
import type { Engine } from '../ports.ts';
import { runSteps, type Statement, type Unit } from '../step.ts';
import type { Sqlite } from './driver.ts';
import { rollBack } from './migrate.ts';

type Queued = Readonly<{
  /** @returns what to do after COMMIT @throws what the unit threw */
  run: () => () => void;
  fail: (error: unknown) => void;
}>;

/** Runs a statement. What it throws names the call that made it. */
export function executor(db: Pick<Sqlite, 'all' | 'run' | 'upTo'>): (statement: Statement) => unknown {
  return (statement) => {
    const { sql, params } = statement;
    try {
      switch (statement.kind) {
        case 'all':
        case 'returning':
          return db.all(sql, params);
        case 'run':
          return db.run(sql, params);
        case 'upTo':
          return db.upTo(statement.isTooMany, sql, params);
        default:
          return statement satisfies never;
      }
    } catch (error) {
      if (error instanceof Error) error.message = `${statement.call}: ${error.message}`;
      throw error;
    }
  };
}

/**
 * SQLite in one process. A unit runs to its end without waiting; all units that are asked for in one turn of the event loop
 * share one transaction, and so one write to the disk. Nothing is locked: nobody else writes meanwhile.
 */
export function createSqliteEngine(deps: {
  db: Sqlite;
  log: { error(fields: object, message: string): void };
}): Engine {
  const { db, log } = deps;
  const execute = executor(db);
  const report = createRepeatedLog();
  let queue: Queued[] = [];

  function together(units: readonly Queued[]): (() => void)[] | null {
    try {
      return units.map((unit) => unit.run());
    } catch {
      return null;
    }
  }

  /** @throws when the transaction is lost */
  function inSavepoint(unit: Queued): () => void {
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

  /** In a transaction: another process may write between two statements. */
  function readWhole<T>(unit: Unit<T>): T {
    db.run('BEGIN');
    try {
      const value = runSteps(unit, null, execute);
      db.run('COMMIT');
      return value;
    } catch (error) {
      rollBack(db);
      throw error;
    }
  }

  return {
    work: (users, unit, afterCommit) =>
      new Promise((resolve, reject) => {
        function run(): () => void {
          const value = runSteps(unit, users, execute);
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
      }),

    read: async (unit) => readWhole(unit),
  };
}
