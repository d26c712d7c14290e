/** ISO 8601 in UTC with microseconds, as Laravel writes times. @param ms since 1970 */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** The same for microseconds since 1970. */
export function microTimestamp(us: number): string {
  const ms = Math.floor(us / 1_000);
  return timestamp(ms).replace('000Z', `${String(us - ms * 1_000).padStart(3, '0')}Z`);
}

/** Of the calendar: `2026-11-01`, never `2026-02-30`, which some engines take for the second of March. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
