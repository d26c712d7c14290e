/** ISO 8601 in UTC with microseconds, as Laravel writes times. @param ms since 1970 */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** The same for microseconds since 1970. */
export function microTimestamp(us: number): string {
  const ms = Math.floor(us / 1_000);
  return timestamp(ms).replace('000Z', `${String(us - ms * 1_000).padStart(3, '0')}Z`);
}
