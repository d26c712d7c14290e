import type { Region } from '#app/rules/region';

/**
 * A date and nothing else, as Laravel, JavaScript and databases write it in JSON: ISO 8601, also with a space instead of the T, and with
 * zones as in PostgreSQL (`+00`) and PHP's `DATE_ISO8601` (`+0000`).
 */
const DATE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:(Z)|([+-]\d\d)(?::?(\d\d))?)?)?$/;

/** Laravel's `date` cast writes a day as midnight in UTC with microseconds; before Laravel 7, without a zone. */
const WHOLE_DAY = /[T ]00:00:00(?:\.000000Z)?$/;

/** null: there is no such day, e.g. 30 February. */
function startOf(day: string): Date | null {
  const start = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day) ? null : start;
}

/**
 * A date, worded for people. A time with a zone is shown in the region's time zone; a day, and a time without a zone, are the same
 * everywhere.
 *
 * @returns null for any other text
 */
export function dateWords(text: string, { locale, timeZone }: Region): string | null {
  const [, day = '', time, utc, hours, minutes = '00'] = DATE.exec(text) ?? [];
  const start = startOf(day);
  if (start === null) return null;
  if (time === undefined || WHOLE_DAY.test(text)) {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(start);
  }
  const at = new Date(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  if (Number.isNaN(at.getTime())) return null;
  const zone = (utc ?? hours) === undefined ? 'UTC' : timeZone;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    at,
  );
}
