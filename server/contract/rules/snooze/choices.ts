import type { Zone } from '../quiet-hours/zone.ts';
import { SNOOZE_MIN } from '../state.ts';

/** The times that a snooze offers, in their order. */
const SNOOZES = ['later', 'evening', 'tomorrow', 'weekend', 'nextWeek'] as const;
export type SnoozeId = (typeof SNOOZES)[number];
type SnoozeChoice = Readonly<{ id: SnoozeId; until: number }>;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When a day begins, unless somebody says more. */
export const MORNING = 8 * HOUR;
export const EVENING = 18 * HOUR;
const SATURDAY = 6;

/** Midnight of a wall time. */
export const dayOf = (wall: number): number => Math.floor(wall / DAY) * DAY;
/** 0: Sunday. */
export const weekdayOf = (wall: number): number => new Date(wall).getUTCDay();
/** How many days from one weekday to the next other one: 1 to 7. */
export const daysTo = (from: number, to: number): number => ((to - from + 6) % 7) + 1;

/**
 * What can be chosen now. Later today is three hours from now, on the full quarter; this evening at 18:00; tomorrow, and on Monday of next week,
 * at 8:00; at the weekend on Saturday at 9:00. What would be too soon, or the same as another one, is left out.
 * @param now in milliseconds since 1970, as `until`
 */
export function snoozeChoices(now: number, zone: Zone): readonly SnoozeChoice[] {
  const wall = zone.wall(now);
  const today = dayOf(wall);
  const weekday = weekdayOf(wall);
  const later = Math.ceil((wall + 3 * HOUR) / (15 * MINUTE)) * 15 * MINUTE;
  const isWeekend = weekday === SATURDAY || weekday === 0;
  const walls: Readonly<Record<SnoozeId, number | null>> = {
    later: later < today + 22 * HOUR ? later : null,
    evening: today + EVENING,
    tomorrow: today + DAY + MORNING,
    // On Friday it is tomorrow, an hour later.
    weekend: isWeekend ? null : today + (SATURDAY - weekday) * DAY + 9 * HOUR,
    // On Sunday it is tomorrow.
    nextWeek: weekday === 0 ? null : today + daysTo(weekday, 1) * DAY + MORNING,
  };
  return SNOOZES.flatMap((id) => {
    const at = walls[id];
    if (at === null) return [];
    const until = zone.first(at);
    return until >= now + SNOOZE_MIN ? [{ id, until }] : [];
  });
}
