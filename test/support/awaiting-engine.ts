import type { MakeEngine } from '../../server/storage/sqlite/sqlite.ts';
import { executor } from '../../server/storage/sqlite/unit-of-work.ts';
import { awaitSteps, type Statement, type Unit } from '../../server/storage/step.ts';

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
  (random: () => number = Math.random): MakeEngine =>
  ({ db, log }) => {
    const execute = executor(db);
    let queue: Queued[] = [];
    let last: Promise<unknown> = Promise.resolve();

    /** One transaction at a time: there is one connection. */
    function exclusive<T>(action: () => Promise<T>): Promise<T> {
      const turn = last.then(action);
      last = turn.catch(() => {});
      return turn;
    }

    const changes = () => db.one<{ changes: number }>('SELECT total_changes() AS changes')?.changes;

    async function later(statement: Statement): Promise<unknown> {
      await new Promise(setImmediate);
      const before = changes();
      const answer = execute(statement);
      const { call, kind } = statement;
      if ((kind === 'all' || kind === 'upTo') && changes() !== before)
        throw new Error(`${call} is not marked as a write`);
      if (random() < 0.5) await new Promise(setImmediate);
      return answer;
    }

    /** @throws what one of the units threw */
    async function takeTurns(units: readonly Queued[]): Promise<unknown[]> {
      const held = new Map<number, Promise<unknown>>();
      return Promise.all(
        units.map(({ users, unit }) => {
          const before = Promise.all(users.map((user) => held.get(user)));
          const run = before.then(() => awaitSteps(unit, users, later));
          // Whoever waits for its users goes on when it fails: all of it is rolled back anyway.
          const over = run.catch(() => {});
          for (const user of users) held.set(user, over);
          return run;
        }),
      );
    }

    async function alone(queued: Queued): Promise<void> {
      db.exec('BEGIN IMMEDIATE');
      try {
        const [value] = await takeTurns([queued]);
        db.exec('COMMIT');
        queued.settle(value);
      } catch (error) {
        db.exec('ROLLBACK');
        queued.fail(error);
      }
    }

    async function flush(): Promise<void> {
      const units = queue;
      queue = [];
      for (const isLast of random() < 0.25 ? [false, true] : [true]) {
        db.exec('BEGIN IMMEDIATE');
        const values = await takeTurns(units).catch(() => null);
        if (values !== null && isLast) {
          db.exec('COMMIT');
          for (const [at, { settle }] of units.entries()) settle(values[at]);
          return;
        }
        db.exec('ROLLBACK');
      }
      for (const queued of units) await alone(queued);
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
            db.exec('ROLLBACK');
          }
        }),
    };
  };
