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

/**
 * When it came to stand where it does. Its place may lie ahead: what is sent after a clock was set back stands above what was
 * sent before.
 */
function dayOf({ created_at, received_at = created_at, surfaced_at = created_at }: Notification): number {
  return startOfDay(new Date(surfaced_at < received_at ? surfaced_at : received_at));
}

/** The notifications, newest first, with a heading before each day of the user's calendar; no day is above a later one. */
export function groupByDay(items: readonly Notification[], now: Date): readonly Entry[] {
  const entries: Entry[] = [];
  let current: number | null = null;
  // A clock that ran ahead must not open a day after today.
  let latest = startOfDay(now);
  for (const item of items) {
    latest = Math.min(latest, dayOf(item));
    if (latest !== current) {
      current = latest;
      const date = new Date(latest);
      entries.push({ kind: 'day', key: `day:${date.toDateString()}`, label: dayLabel(date, now) });
    }
    entries.push({ kind: 'row', key: item.id, item });
  }
  return entries;
}
