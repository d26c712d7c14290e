import type { ErrorName } from './protocol.ts';

/** One line in this time; a client without a place knocks again and again. */
const INTERVAL_MS = 10_000;

/** Says that connections were refused, with the reason of the latest and their number since the line before. */
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
