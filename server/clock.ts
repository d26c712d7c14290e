import os from 'node:os';

/**
 * Milliseconds since 1970, as the clock on the wall said at the start, and what has passed since then, the computer's sleep
 * included. Nobody sets it: what waits does not wait for longer, nor end earlier, when the clock on the wall is set.
 */
export function createMonotonicClock(
  now: () => number = Date.now,
  uptime: () => number = () => os.uptime() * 1_000,
): () => number {
  const start = now() - uptime();
  return () => Math.round(start + uptime());
}
