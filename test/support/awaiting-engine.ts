import { AppError } from '../../server/errors.ts';
import { createRepeatedLog } from '../../server/log.ts';
import { rollBack } from '../../server/storage/sqlite/migrate.ts';
import type { MakeEngine } from '../../server/storage/sqlite/sqlite.ts';
import { executor } from '../../server/storage/sqlite/unit-of-work.ts';
import { awaitSteps, type Statement, type Unit } from '../../server/storage/step.ts';
import { mulberry32 } from './random.ts';

/** Taken before a test replaces it. */
const nextTurn = setImmediate;

const SEED = 20_261_130;

type Queued = Readonly<{
  users: readonly number[];
  unit: Unit<unknown>;
  settle: (value: unknown) => void;
  fail: (error: unknown) => void;
}>;

/**
 * SQLite as an engine of many connections behaves: each statement is awaited, units that wait for each other's users run one
 * after another and all others take turns, and now and then all of it is rolled back and run again. Logic that needs a
 * statement to answer at once, keeps something outside of its unit, or counts on running once, fails on it.
 * @param random in [0, 1)
 */
export const createAwaitingEngine =
  (random: () => number = mulberry32(SEED)): MakeEngine =>
  ({ db, log }) => {
    const execute = executor(db);
    let queue: Queued[] = [];
    const report = createRepeatedLog();
    let last: Promise<unknown> = Promise.resolve();

    /** One transaction at a time: there is one connection. */
    function exclusive<T>(action: () => Promise<T>): Promise<T> {
      const turn = last.then(action);
      last = turn.catch(() => {});
      return turn;
    }

    const changes = () => db.one<{ changes: number }>('SELECT total_changes() AS changes')?.changes;

    async function later(statement: Statement): Promise<unknown> {
      await new Promise(nextTurn);
      const before = changes();
      const answer = execute(statement);
      const { call, kind } = statement;
      if ((kind === 'all' || kind === 'upTo') && changes() !== before)
        throw new Error(`${call} is not marked as a write`);
      if (random() < 0.5) await new Promise(nextTurn);
      return answer;
    }

    /** @throws what one of the units threw */
    async function takeTurns(units: readonly Queued[]): Promise<unknown[]> {
      const held = new Map<number, Promise<unknown>>();
      const runs = await Promise.allSettled(
        units.map(({ users, unit }) => {
          const before = Promise.all(users.map((user) => held.get(user)));
          const run = before.then(() => awaitSteps(unit, users, later));
          // Whoever waits for its users goes on when it fails: all of it is rolled back anyway.
          const over = run.catch(() => {});
          for (const user of users) held.set(user, over);
          return run;
        }),
      );
      return runs.map((run) => {
        if (run.status === 'rejected') throw run.reason;
        return run.value;
      });
    }

    /** Rolls back. @returns whether the transaction had ended by itself: then it was lost, as on a full disk */
    function isOver(): boolean {
      try {
        db.exec('ROLLBACK');
        return false;
      } catch {
        return true;
      }
    }

    function lost(error: unknown): AppError {
      report('transaction', (repeated) => {
        log.error(repeated === 0 ? { err: error } : { repeated }, 'a transaction failed');
      });
      return new AppError('storage_failed', 'the transaction failed', { cause: error });
    }

    async function alone(queued: Queued): Promise<void> {
      try {
        db.exec('BEGIN IMMEDIATE');
        const [value] = await takeTurns([queued]);
        db.exec('COMMIT');
        queued.settle(value);
      } catch (error) {
        queued.fail(isOver() ? lost(error) : error);
      }
    }

    /** @returns what the units answered; null: it was rolled back */
    async function together(units: readonly Queued[], keep: boolean): Promise<unknown[] | null> {
      try {
        db.exec('BEGIN IMMEDIATE');
        const values = await takeTurns(units);
        if (!keep) throw new Error('run again');
        db.exec('COMMIT');
        return values;
      } catch {
        rollBack(db);
        return null;
      }
    }

    async function flush(): Promise<void> {
      const units = queue;
      queue = [];
      if (random() < 0.25) await together(units, false);
      const values = await together(units, true);
      if (values === null) for (const queued of units) await alone(queued);
      else for (const [at, { settle }] of units.entries()) settle(values[at]);
    }

    return {
      work: (users, unit, afterCommit) =>
        new Promise((resolve, reject) => {
          if (queue.length === 0) void exclusive(flush);
          queue.push({
            users,
            unit,
            fail: reject,
            settle(value) {
              try {
                afterCommit?.(value as never);
              } catch (error) {
                log.error({ err: error }, 'announcing a change failed');
              }
              resolve(value as never);
            },
          });
        }),
      read: (unit) =>
        exclusive(async () => {
          db.exec('BEGIN');
          try {
            return await awaitSteps(unit, null, later);
          } finally {
            rollBack(db);
          }
        }),
    };
  };
