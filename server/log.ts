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
