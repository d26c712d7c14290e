import { type DestinationStream, type Logger, pino } from 'pino';
import { visibleText } from '#server/rules/text/text';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Standard output is for the ready line. */
const STANDARD_ERROR = 2;
/** How much may wait for a destination that accepts nothing, in UTF-16 units; further lines are dropped. */
const WAITING = 64 * 1024;

/**
 * Writes to a file or terminal, which may be full or gone (`ENOSPC`, `EIO` after a terminal was closed). A failing log must not
 * break a request or the server.
 */
export function toDescriptor(dest: number): DestinationStream {
  const stream = pino.destination({ dest, sync: true, maxLength: WAITING });
  stream.on('error', () => {});
  return stream;
}

/** The server's log. It never contains what users wrote, or their credentials. */
export const createLog = (
  level: LogLevel,
  destination: DestinationStream = toDescriptor(STANDARD_ERROR),
): Logger =>
  pino(
    {
      level,
      base: { room: 'server' },
      redact: ['req.headers.authorization', 'headers.authorization', 'authorization', '*.token', 'token'],
    },
    // JSON escapes only some control characters; these escapes are valid JSON for the rest.
    { write: (lines) => destination.write(visibleText(lines)) },
  );

/** Lasting trouble is logged when it begins, then once a minute with a count. */
const EVERY_MS = 60_000;

/**
 * @param key identifies the trouble; from a closed list
 * @param write writes a line. 0: the first one; otherwise how often it happened since the previous line
 */
export type RepeatedLog = (key: string, write: (repeated: number) => void) => void;

export function createRepeatedLog(everyMs: number = EVERY_MS): RepeatedLog {
  const counts = new Map<string, number>();

  function follow(key: string, write: (repeated: number) => void): void {
    counts.set(key, 0);
    setTimeout(() => {
      const repeated = counts.get(key) ?? 0;
      counts.delete(key);
      if (repeated === 0) return;
      write(repeated);
      follow(key, write);
    }, everyMs).unref();
  }

  return (key, write) => {
    const count = counts.get(key);
    if (count !== undefined) {
      counts.set(key, count + 1);
      return;
    }
    write(0);
    follow(key, write);
  };
}
