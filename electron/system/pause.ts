import os from 'node:os';
import type { PauseLength } from '#app/rules/commands';
import type { Memory } from './files/files.ts';

/**
 * Milliseconds since this computer started, sleep included. Nobody sets this clock, so durations are measured by it and not by the
 * time of day.
 */
export const elapsed = (): number => os.uptime() * 1_000;

/** `pausedFor`: its length in milliseconds; absent: it ends at a time of day. */
export type PauseMemory = Readonly<{ pausedUntil?: string; pausedFor?: number }>;

const MINUTES: Readonly<Record<Exclude<PauseLength, 'tomorrow'>, number>> = { '30m': 30, '1h': 60 };
const MORNING_HOUR = 8;
/** Until the next morning, in milliseconds; with an hour for the end of daylight saving time. */
const LONGEST = (24 + MORNING_HOUR + 1) * 60 * 60_000;
/** Timers stop while the computer sleeps, so the end is checked at least this often, in milliseconds. */
const LOOK_EVERY = 30_000;
/** Clocks drift apart. A larger difference, in milliseconds, means that the clock has been set. */
const DRIFT = 5_000;

export interface Pause {
  /** ISO 8601, or null when not paused. */
  until(): string | null;
  start(length: PauseLength): void;
  end(): void;
  /** The pause has begun, moved or ended. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** `ends`: the latest end, by `elapsed`. `length`: null: it ends at a time of day. */
type Running = Readonly<{ until: number; ends: number; length: number | null }>;

function morningAfter(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR).getTime();
}

/**
 * A pause of the toasts. It always ends by itself, and survives a restart. A pause of 30 minutes lasts 30 minutes even if the clock
 * is set meanwhile; only while Belfry does not run is there no other clock.
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

  /** Writes only what changes. */
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

  /** The pause of the previous run, at most its own length, as the clock may have been set since. */
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
