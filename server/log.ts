import { type DestinationStream, type Logger, pino } from 'pino';
import { visibleText } from '#server/rules/text';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Standard output belongs to the ready line. */
const STANDARD_ERROR = 2;

/** The server's log. What users wrote, and what lets them in, never reaches it. */
export const createLog = (
  level: LogLevel,
  destination: DestinationStream = pino.destination({ dest: STANDARD_ERROR, sync: true }),
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
