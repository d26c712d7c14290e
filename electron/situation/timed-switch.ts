import os from 'node:os';
import { createSignal } from '../system/signal.ts';

/**
 * Milliseconds since this computer started, sleep included. Nobody sets this clock, so durations are measured by it and not by the
 * time of day.
 */
export const elapsed = (): number => os.uptime() * 1_000;

/** Timers stop while the computer sleeps, so the end is checked at least this often, in milliseconds. */
const LOOK_EVERY = 30_000;
/** Clocks drift apart. A larger difference, in milliseconds, means that the clock has been set. */
const DRIFT = 5_000;
/** If the clock is set back, an end at a time of day comes at most this much later, in milliseconds. */
const SLACK = 3 * 60 * 60_000;

/** One remembered value; undefined: none. */
export type Slot<V> = Readonly<{ get: () => V | undefined; set: (value: V | undefined) => void }>;

/** `ms`: so long, whatever the clock says; `until`: a time of day, in milliseconds since 1970. */
export type Term = Readonly<{ ms: number }> | Readonly<{ until: number }>;

export interface TimedSwitch {
  /** ISO 8601; null: it is off. */
  until(): string | null;
  /** Switches it on, or moves its end. */
  start(term: Term): void;
  end(): void;
  /** It was switched on or off, or its end has moved. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** `ends`: the latest end, by `elapsed`. `length`: null: it ends at a time of day. */
type Running = Readonly<{ until: number; ends: number; length: number | null }>;

/**
 * A switch that always goes off by itself, and survives a restart. 30 minutes are 30 minutes even if the clock is set meanwhile;
 * only while Belfry does not run is there no other clock.
 */
export function createTimedSwitch(deps: {
  /** ISO 8601 */
  savedUntil: Slot<string>;
  /** In milliseconds; not set: it ends at a time of day. */
  savedLength: Slot<number>;
  /** It never lasts longer, in milliseconds. */
  longest: number;
  now: () => Date;
  elapsed: () => number;
}): TimedSwitch {
  const { longest, elapsed } = deps;
  const now = (): number => deps.now().getTime();
  const changed = createSignal();
  let timer: NodeJS.Timeout | undefined;
  let running: Running | null = null;

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

  function remember(): void {
    deps.savedUntil.set(running === null ? undefined : new Date(running.until).toISOString());
    deps.savedLength.set(running?.length ?? undefined);
  }

  function set(next: Running | null): void {
    running = next;
    remember();
    look();
    changed.emit();
  }

  /** What the previous run left, at most its own length, as the clock may have been set since; a file may say anything. */
  function resumed(): Running | null {
    const length = deps.savedLength.get() ?? null;
    const left = Math.min(Date.parse(deps.savedUntil.get() ?? '') - now(), length ?? longest, longest);
    return left > 0 ? { until: now() + left, ends: elapsed() + left, length } : null;
  }

  function end(): void {
    if (running !== null) set(null);
  }

  running = resumed();
  remember();
  look();

  return {
    until: () => (running === null ? null : new Date(running.until).toISOString()),
    start(term) {
      const at = now();
      if ('ms' in term) {
        return set({ until: at + term.ms, ends: elapsed() + term.ms, length: term.ms });
      }
      const left = Math.min(term.until - at, longest);
      // Not for NaN either.
      if (!(left > 0)) return end();
      set({ until: at + left, ends: elapsed() + left + SLACK, length: null });
    },
    end,
    onChange: changed.on,
    dispose: () => clearTimeout(timer),
  };
}
