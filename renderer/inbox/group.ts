import type { Notification } from '#server/notification';

export type DayLabel =
  | Readonly<{ kind: 'today' | 'yesterday' }>
  /** `weekday`: within the last six days; `year`: a date of another year. */
  | Readonly<{ kind: 'weekday' | 'date' | 'year'; date: Date }>;

/** One line of the list: the heading of a day, or a notification. */
export type Entry =
  | Readonly<{ kind: 'day'; key: string; label: DayLabel }>
  | Readonly<{ kind: 'row'; key: string; item: Notification }>;

const DAY = 86_400_000;

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Days of the calendar from `date` to `now`; rounded, because days of 23 and 25 hours exist. */
function daysBetween(date: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(date)) / DAY);
}

export function dayLabel(date: Date, now: Date): DayLabel {
  const days = daysBetween(date, now);
  if (days <= 0) return { kind: 'today' };
  if (days === 1) return { kind: 'yesterday' };
  if (days < 7) return { kind: 'weekday', date };
  return { kind: date.getFullYear() === now.getFullYear() ? 'date' : 'year', date };
}

/** The notifications, newest first, with a heading before each day of the user's calendar. */
export function groupByDay(items: readonly Notification[], now: Date): readonly Entry[] {
  const entries: Entry[] = [];
  const headings = new Map<string, number>();
  let current: string | null = null;
  for (const item of items) {
    const date = new Date(item.created_at);
    // A clock that ran ahead must not open a day after today.
    const day = new Date(Math.min(startOfDay(date), startOfDay(now))).toDateString();
    if (day !== current) {
      current = day;
      const seen = headings.get(day) ?? 0;
      headings.set(day, seen + 1);
      entries.push({
        kind: 'day',
        key: seen === 0 ? `day:${day}` : `day:${day}:${seen}`,
        label: dayLabel(date, now),
      });
    }
    entries.push({ kind: 'row', key: item.id, item });
  }
  return entries;
}
