import type { ErrorName } from './protocol.ts';

/** At most one line per interval, because refused clients retry again and again. */
const INTERVAL_MS = 10_000;

/** Logs refused connections: the latest reason, and how many since the previous line. */
export function createRefusalLog(
  log: { info(fields: object, message: string): void },
  now: () => number,
): (reason: ErrorName) => void {
  let refused = 0;
  let at = Number.NEGATIVE_INFINITY;
  return (reason) => {
    refused += 1;
    if (now() - at < INTERVAL_MS) return;
    log.info({ reason, refused }, 'realtime connection refused');
    refused = 0;
    at = now();
  };
}
