import { retryPause } from '#server/rules/retry';
import { needsItsUser } from '../trouble.ts';
import { AnswerError } from './api.ts';

/** The other side may ask for more, but not for a day: by then it is another one. */
const LONGEST_DEMAND = 60 * 60_000;

export interface Attempts {
  /** Runs the job; once more, if it is running. After a failure the pause is kept. */
  ask(): void;
  /** The same without the pause, unless the other side asked for it. */
  hurry(): void;
  /** As if the job had failed with this: something else has found out. In the pause that the same has begun, it is no other failure. */
  fail(error: unknown): void;
  dispose(): void;
}

/** Runs a job one at a time until it succeeds, after failures with growing, jittered pauses, for ever. */
export function createAttempts(deps: {
  job(): Promise<void>;
  onFailed(error: unknown, retryAt: Date): void;
  random(): number;
  now(): Date;
}): Attempts {
  let running = false;
  let again = false;
  /** In a row, all of them such as only its user can help with, or none. */
  let failures = 0;
  let isPatient = false;
  let timer: NodeJS.Timeout | undefined;
  /** When the pause ends. */
  let due = 0;
  /** The other side does not want to be asked for so long: since then. */
  let demand = { since: 0, ms: 0 };
  let disposed = false;

  /** Never longer than it was, though the clock may have been set back. */
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
      // An outage says nothing of how long a refusal after it will last.
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
