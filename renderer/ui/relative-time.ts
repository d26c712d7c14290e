type RelativeTime =
  | Readonly<{ unit: 'now' }>
  | Readonly<{ unit: 'minutes' | 'hours' | 'days'; count: number }>
  /** A week or more: better told as a date. */
  | Readonly<{ unit: 'date' }>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, both in milliseconds since 1970. What lies ahead (a clock that differs) is now. */
export function relativeTime(then: number, now: number): RelativeTime {
  const age = now - then;
  if (age < MINUTE) return { unit: 'now' };
  if (age < HOUR) return { unit: 'minutes', count: Math.floor(age / MINUTE) };
  if (age < DAY) return { unit: 'hours', count: Math.floor(age / HOUR) };
  if (age < 7 * DAY) return { unit: 'days', count: Math.floor(age / DAY) };
  return { unit: 'date' };
}
