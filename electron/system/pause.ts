import type { PauseLength } from '#app/rules/commands';
import type { Memory } from './files/files.ts';

/** `pausedFor`: its length in milliseconds; absent: it ends when the clock on the wall says so. */
export type PauseMemory = Readonly<{ pausedUntil?: string; pausedFor?: number }>;

const MINUTES: Readonly<Record<Exclude<PauseLength, 'tomorrow'>, number>> = { '30m': 30, '1h': 60 };
const MORNING_HOUR = 8;
/** Until the next morning, in milliseconds; with an hour for a night of clock change. */
const LONGEST = (24 + MORNING_HOUR + 1) * 60 * 60_000;
/** Timers stand still while the computer sleeps, so the end is looked for at least this often, in milliseconds. */
const LOOK_EVERY = 30_000;
/** Clocks drift apart; from this on, in milliseconds, somebody has set one. */
const DRIFT = 5_000;

export interface Pause {
  /** ISO 8601, or null when not paused. */
  until(): string | null;
  start(length: PauseLength): void;
  end(): void;
  /** Begun, moved or over. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** `ends`: by the clock that nobody sets; then at the latest. `length`: null: by the clock on the wall. */
type Running = Readonly<{ until: number; ends: number; length: number | null }>;

function morningAfter(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR).getTime();
}

/**
 * A pause of the toasts. Always ends by itself; outlives a restart. One of 30 minutes has 30 minutes, however the clock on the
 * wall is set meanwhile; only while the program does not run is there no other clock.
 */
export function createPause(deps: {
  memory: Memory<PauseMemory>;
  now: () => Date;
  elapsed: () => number;
}): Pause {
  const { memory, elapsed } = deps;
  const now = (): number => deps.now().getTime();
  let timer: NodeJS.Timeout | undefined;
  let running: Running | null = null;
  const listeners = new Set<() => void>();

  function leftOf({ until, ends, length }: Running): number {
    const left = ends - elapsed();
    return length === null ? Math.min(left, until - now()) : left;
  }

  function look(): void {
    clearTimeout(timer);
    if (running === null) return;
    const left = leftOf(running);
    if (left <= 0) {
      set(null);
    } else if (running.length !== null && Math.abs(now() + left - running.until) > DRIFT) {
      set({ ...running, until: now() + left });
    } else {
      timer = setTimeout(look, Math.min(left, LOOK_EVERY));
    }
  }

  /** Without a write where nothing changes. */
  function put<K extends keyof PauseMemory>(key: K, value: PauseMemory[K]): void {
    if (memory.get(key) === value) return;
    if (value === undefined) memory.delete(key);
    else memory.set(key, value);
  }

  function remember(): void {
    put('pausedUntil', running === null ? undefined : new Date(running.until).toISOString());
    put('pausedFor', running?.length ?? undefined);
  }

  function set(next: Running | null): void {
    running = next;
    remember();
    look();
    for (const listener of listeners) listener();
  }

  /** What the run before left; bounded by its own length, as the clock may have been set since. */
  function resumed(): Running | null {
    const length = memory.get('pausedFor') ?? null;
    const left = Math.min(Date.parse(memory.get('pausedUntil') ?? '') - now(), length ?? LONGEST);
    return left > 0 ? { until: now() + left, ends: elapsed() + left, length } : null;
  }

  running = resumed();
  remember();
  look();

  return {
    until: () => (running === null ? null : new Date(running.until).toISOString()),
    start(choice) {
      const at = now();
      if (choice === 'tomorrow') {
        set({ until: morningAfter(deps.now()), ends: elapsed() + LONGEST, length: null });
      } else {
        const length = MINUTES[choice] * 60_000;
        set({ until: at + length, ends: elapsed() + length, length });
      }
    },
    end() {
      if (running !== null) set(null);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: () => clearTimeout(timer),
  };
}
