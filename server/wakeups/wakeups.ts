import { retryPause } from '#server/rules/retry';
import { createRepeatedLog } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { createAlarm } from './alarm.ts';
import type { DueKind } from './due-kind.ts';

export { byUser, type DueKind } from './due-kind.ts';

export interface Wakeups {
  /** Does everything that is overdue, and from now on each thing at its time. */
  start(kinds: readonly DueKind[]): void;
  /** Something is due at `at`. After COMMIT. A time in the past: look what is due. */
  wakeAt(at: number): void;
  /** The clock may have been set, or the computer may have slept. Costs nearly nothing. */
  look(): void;
  /** Starts no further batch; resolves when the running one has ended. */
  end(): Promise<void>;
}

/** What fails where nothing can be read. */
const READING = 'reading';

/** A failed kind, and when it is tried again, by the monotonic clock. */
type Failing = Readonly<{ failures: number; until: number }>;

/** Does what waits for its time: one timer, set to the earliest time in the database. */
export function createWakeups(deps: {
  storage: Pick<Storage, 'read'>;
  now: () => number;
  /** The clock of timers, in milliseconds. */
  monotonic: () => number;
  /** In [0, 1). */
  random: () => number;
  /** How often to look, while something waits, whether the clock was set; null: `look` is called whenever it may have been. */
  everyMs: number | null;
  log: { error(fields: object, message: string): void };
}): Wakeups {
  const { storage, now, monotonic, random, log } = deps;
  const report = createRepeatedLog();
  const failing = new Map<string, Failing>();
  const alarm = createAlarm({ ...deps, ring });
  let kinds: readonly DueKind[] = [];
  let isRunning = false;
  let last: Promise<void> = Promise.resolve();
  /** Something was stored while it ran. */
  let isAsked = false;
  let hasEnded = false;

  /** How long a kind, or the reading of all, still waits after a failure. */
  function pauseOf(name: string): number {
    return Math.max((failing.get(name)?.until ?? 0) - monotonic(), 0);
  }

  function fail(name: string, error: unknown): void {
    const failures = failing.get(name)?.failures ?? 0;
    failing.set(name, {
      failures: failures + 1,
      until: monotonic() + retryPause('wakeup', failures, random()),
    });
    report(name, (repeated) => {
      const fields = repeated === 0 ? { err: error } : { repeated };
      log.error({ kind: name, ...fields }, 'what is due could not be done');
    });
  }

  /** The kind that is due first, and when it may be done. */
  async function next(): Promise<Readonly<{ kind: DueKind; at: number }> | null> {
    const found = await storage.read(function* () {
      const times = [];
      for (const kind of kinds) times.push({ kind, at: yield* kind.nextAt() });
      return times;
    });
    let first: Readonly<{ kind: DueKind; at: number }> | null = null;
    for (const { kind, at } of found) {
      if (at === null) continue;
      const pause = pauseOf(kind.name);
      const may = pause === 0 ? at : Math.max(at, now() + pause);
      if (first === null || may < first.at) first = { kind, at: may };
    }
    return first;
  }

  async function fire(kind: DueKind): Promise<void> {
    try {
      const done = await kind.fire(now());
      if (done > 0) failing.delete(kind.name);
      // Another process does the same. If it does not finish, it is done here.
      else failing.set(kind.name, { failures: 0, until: monotonic() + retryPause('wakeup', 0, random()) });
    } catch (error) {
      fail(kind.name, error);
    }
  }

  /** Does what is due. @returns when to look again; null: when something is stored */
  async function work(): Promise<number | null> {
    for (;;) {
      isAsked = false;
      const first = await next();
      if (hasEnded) return null;
      if (first !== null && first.at <= now()) await fire(first.kind);
      else if (!isAsked) return first?.at ?? null;
    }
  }

  async function run(): Promise<void> {
    let at: number | null;
    try {
      at = await work();
      failing.delete(READING);
    } catch (error) {
      fail(READING, error);
      isAsked = false;
      at = now() + pauseOf(READING);
    }
    isRunning = false;
    if (!hasEnded) alarm.set(isAsked ? 0 : at);
  }

  function ring(): void {
    isAsked = true;
    if (hasEnded || isRunning) return;
    isRunning = true;
    last = run();
  }

  return {
    start(given) {
      kinds = given;
      ring();
    },
    wakeAt(at) {
      if (kinds.length === 0) return;
      if (isRunning) isAsked = true;
      else if (!hasEnded) alarm.advance(at);
    },
    look: () => alarm.look(),
    async end() {
      hasEnded = true;
      alarm.set(null);
      await last;
    },
  };
}
