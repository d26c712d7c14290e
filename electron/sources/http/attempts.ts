import { retryPause } from '#server/rules/retry';
import { needsItsUser } from '../trouble.ts';
import { AnswerError } from './api.ts';

/** A longer `Retry-After` is cut to this, in milliseconds: the server may be well again long before. */
const LONGEST_DEMAND = 60 * 60_000;

export interface Attempts {
  /** Runs the job, or runs it once more if it is running. A pause after a failure is waited for. */
  ask(): void;
  /** As `ask`, without the pause, unless the source asked for it (`Retry-After`). */
  hurry(): void;
  /** Reports a failure that was met outside of the job. During the pause after a failure of the same sort, it does not count again. */
  fail(error: unknown): void;
  dispose(): void;
}

/** Runs a job until it succeeds, never twice at a time, with growing, jittered pauses after failures. */
export function createAttempts(deps: {
  job(): Promise<void>;
  onFailed(error: unknown, retryAt: Date): void;
  random(): number;
  now(): Date;
}): Attempts {
  let running = false;
  let again = false;
  /** In a row, and of one sort: either all need the user, or none does. */
  let failures = 0;
  let isPatient = false;
  let timer: NodeJS.Timeout | undefined;
  /** When the pause ends. */
  let due = 0;
  /** The pause that the source asked for, and since when. */
  let demand = { since: 0, ms: 0 };
  let disposed = false;

  /** In milliseconds. A clock that is set back does not make it longer. */
  function leftOf(now: number): number {
    demand = { ...demand, since: Math.min(demand.since, now) };
    return demand.since + demand.ms - now;
  }

  function fail(error: unknown): void {
    if (disposed) return;
    const now = deps.now().getTime();
    const demanded = (error instanceof AnswerError ? error.afterMs : null) ?? 0;
    demand = { since: now, ms: Math.max(Math.min(demanded, LONGEST_DEMAND), leftOf(now)) };
    const isSame = needsItsUser(error) === isPatient;
    if (!isSame || timer === undefined) {
      // How long an outage lasted says nothing about a refusal after it.
      if (!isSame) failures = 0;
      isPatient = needsItsUser(error);
      const pause = retryPause(isPatient ? 'needs_user' : 'request', failures, deps.random());
      wait(Math.max(pause, demand.ms));
      failures += 1;
    } else if (demand.ms > due - now) wait(demand.ms);
    deps.onFailed(error, new Date(due));
  }

  function wait(pause: number): void {
    clearTimeout(timer);
    due = deps.now().getTime() + pause;
    timer = setTimeout(() => {
      timer = undefined;
      start();
    }, pause);
  }

  async function run(): Promise<void> {
    running = true;
    try {
      do {
        again = false;
        await deps.job();
      } while (again && !disposed);
      failures = 0;
    } catch (error) {
      fail(error);
    } finally {
      running = false;
    }
  }

  function start(): void {
    if (disposed) return;
    if (running) again = true;
    else void run();
  }

  return {
    ask() {
      if (timer === undefined) start();
    },
    hurry() {
      const pause = leftOf(deps.now().getTime());
      if (disposed || running) return start();
      clearTimeout(timer);
      timer = undefined;
      if (pause > 0) wait(pause);
      else start();
    },
    fail,
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
