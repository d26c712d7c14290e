import type { Listed } from '#server/inbox';
import type { Notification } from '#server/notification';
import { type DayLabel, dayLabel } from '../../ui/times.ts';

/** One line of the list: the heading of a day, or a notification. */
export type Entry =
  | Readonly<{ kind: 'day'; key: string; label: DayLabel }>
  | Readonly<{ kind: 'row'; key: string; item: Listed }>;

/**
 * The time of its place in the list, which may lie ahead: what is sent after a clock was set back stands above what was
 * sent before.
 */
function timeOf({ created_at, received_at = created_at, surfaced_at = created_at }: Notification): number {
  return Date.parse(surfaced_at < received_at ? surfaced_at : received_at);
}

/**
 * The notifications, newest first, with a heading before each day of the user's calendar; no day is above a later one.
 * @param isPart it stands below the head of its thread, on whatever day it came
 */
export function groupByDay(
  items: readonly Listed[],
  today: number,
  dayOf: (time: number) => number,
  isPart: (id: string) => boolean = () => false,
): readonly Entry[] {
  const entries: Entry[] = [];
  let current: number | null = null;
  // A clock that ran ahead must not start a day after today.
  let latest = today;
  for (const item of items) {
    if (!isPart(item.id)) latest = Math.min(latest, dayOf(timeOf(item)));
    if (latest !== current) {
      current = latest;
      entries.push({ kind: 'day', key: `day:${latest}`, label: dayLabel(latest, today) });
    }
    entries.push({ kind: 'row', key: item.id, item });
  }
  return entries;
}
