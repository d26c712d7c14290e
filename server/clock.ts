import os from 'node:os';

/**
 * Milliseconds since 1970: the wall clock's time at the start, plus what has passed since, including sleep. Setting the wall clock
 * does not change it, so that pauses keep their length.
 */
export function createMonotonicClock(
  now: () => number = Date.now,
  uptime: () => number = () => os.uptime() * 1_000,
): () => number {
  const start = now() - uptime();
  return () => Math.round(start + uptime());
}
