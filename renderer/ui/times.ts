import { dateOf } from '#app/rules/region';

type RelativeTime =
  | Readonly<{ unit: 'now' }>
  | Readonly<{ unit: 'minutes' | 'hours' | 'days'; count: number }>
  /** A week or more: shown as a date. */
  | Readonly<{ unit: 'date' }>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, both in milliseconds since 1970. A time in the future (a clock that differs) counts as now. */
export function relativeTime(then: number, now: number): RelativeTime {
  const age = now - then;
  if (age < MINUTE) return { unit: 'now' };
  if (age < HOUR) return { unit: 'minutes', count: Math.floor(age / MINUTE) };
  if (age < DAY) return { unit: 'hours', count: Math.floor(age / HOUR) };
  if (age < 7 * DAY) return { unit: 'days', count: Math.floor(age / DAY) };
  return { unit: 'date' };
}

export type DayLabel =
  | Readonly<{ kind: 'today' | 'yesterday' }>
  /** `weekday`: within the last six days; `year`: a date of another year. */
  | Readonly<{ kind: 'weekday' | 'date' | 'year'; day: number }>;

const yearOf = (day: number): number => dateOf(day).getUTCFullYear();

/** Both are day numbers of `calendarOf`. */
export function dayLabel(day: number, today: number): DayLabel {
  const days = today - day;
  if (days <= 0) return { kind: 'today' };
  if (days === 1) return { kind: 'yesterday' };
  if (days < 7) return { kind: 'weekday', day };
  return { kind: yearOf(day) === yearOf(today) ? 'date' : 'year', day };
}
