/** The small parts of a notification's content: how its message is written, its tags, its end, and how it insists. */
import { isDay, timestamp } from '../time.ts';
import { fieldsOf, listOf, readInteger, readLine } from './read.ts';

export const FORMATS = ['text', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** What a later version may add is read as text. */
export const readFormat = (value: unknown): Format => FORMATS.find((format) => format === value) ?? 'text';

/** `tags`: how many. `tag`: the longest, in UTF-16 units. */
export const TAG_LIMITS = { tags: 20, tag: 50 } as const;

/** Without blanks and repetitions. */
export const readTags = (value: unknown): readonly string[] =>
  [
    ...new Set(
      listOf(value)
        .map((tag) => readLine(tag, TAG_LIMITS.tag))
        .filter((tag) => tag !== null),
    ),
  ].slice(0, TAG_LIMITS.tags);

/** ISO 8601 with its zone, as far as every engine reads it alike. */
export const TIME = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)$';
const TIME_PATTERN = new RegExp(TIME);
/** The last one that is written with four digits for its year. */
const LAST = Date.UTC(10_000, 0) - 1;

/** A moment as `timestamp` writes it, whole milliseconds; null: it is none. Those before 1970 become its first. */
export function readTime(value: unknown): string | null {
  const isTime = typeof value === 'string' && TIME_PATTERN.test(value) && isDay(value.slice(0, 10));
  const ms = isTime ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : timestamp(Math.max(0, Math.min(ms, LAST)));
}

/** In seconds. */
export const EMERGENCY = { retry: { least: 30, most: 10_800 }, expire: { least: 1, most: 10_800 } } as const;

/** It notifies again every `retry` seconds until somebody acknowledges it, for `expire` seconds at most. */
export type Emergency = Readonly<{ retry: number; expire: number }>;

/** A longer end, which older versions took, is the longest one. */

export function readEmergency(value: unknown): Emergency | null {
  const given = fieldsOf(value);
  const retry = readInteger(given.retry, EMERGENCY.retry.least, EMERGENCY.retry.most);
  const expire = readInteger(given.expire, EMERGENCY.expire.least, Number.MAX_SAFE_INTEGER);
  if (retry === null || expire === null) return null;
  return { retry, expire: Math.min(expire, EMERGENCY.expire.most) };
}
