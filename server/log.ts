import { type DestinationStream, type Logger, pino } from 'pino';
import { visibleText } from '#server/rules/text';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Standard output belongs to the ready line. */
const STANDARD_ERROR = 2;
/** So much waits for a place that takes nothing, in UTF-16 units; what comes then is lost. */
const WAITING = 64 * 1024;

/**
 * Lines for a file or a terminal, which may be full or gone (`ENOSPC`, `EIO` after a terminal has been closed): a log that nobody can
 * read takes nothing down with it, neither a request nor the server.
 */
export function toDescriptor(dest: number): DestinationStream {
  const stream = pino.destination({ dest, sync: true, maxLength: WAITING });
  stream.on('error', () => {});
  return stream;
}

/** The server's log. What users wrote, and what lets them in, never reaches it. */
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
    // JSON escapes some control characters only. In it, these escapes stand for the same text.
    { write: (lines) => destination.write(visibleText(lines)) },
  );

/** A trouble that lasts is said when it begins, and then once a minute how often it was met. */
const EVERY_MS = 60_000;

/**
 * @param key what counts as the same trouble; from a closed list
 * @param write writes a line. 0: the first one; else how often it was met since the line before
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
