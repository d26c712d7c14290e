/** One timer for one moment of the wall clock. */
export interface Alarm {
  /** Replaces the moment, in milliseconds since 1970; null: none. One in the past rings in the next turn. */
  set(at: number | null): void;
  /** Brings the moment forward, if it is later than `at`. */
  advance(at: number): void;
  /** Rings if the clock was set, or the computer slept, since the moment was: then the timer is wrong. */
  look(): void;
}

/** The longest that `setTimeout` waits; a longer time would be no time. */
const LONGEST_MS = 2 ** 31 - 1;
/** By how much two clocks may differ before one was set. */
const DRIFT_MS = 1_000;

/**
 * Timers count what passes while the computer is awake, so they miss a clock that is set and, on Linux, sleep. `ring` must
 * therefore look at the clock; it may be called too early.
 */
export function createAlarm(deps: {
  now: () => number;
  /** The clock of timers, in milliseconds. */
  monotonic: () => number;
  /** While a moment is set, it also rings this often, for what nobody says; null: never. */
  everyMs: number | null;
  ring: () => void;
}): Alarm {
  const { now, monotonic, ring } = deps;
  const longest = Math.min(deps.everyMs ?? LONGEST_MS, LONGEST_MS);
  let moment: number | null = null;
  let difference = 0;
  let timer: NodeJS.Timeout | undefined;

  function set(at: number | null): void {
    clearTimeout(timer);
    moment = at;
    if (at === null) return;
    difference = now() - monotonic();
    timer = setTimeout(ring, Math.min(Math.max(at - now(), 0), longest));
    timer.unref();
  }

  return {
    set,
    advance(at) {
      if (moment === null || at < moment) set(at);
    },
    look() {
      if (moment !== null && Math.abs(now() - monotonic() - difference) > DRIFT_MS) ring();
    },
  };
}
