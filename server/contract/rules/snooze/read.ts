import { fold } from '../filter/words.ts';
import type { Zone } from '../quiet-hours/zone.ts';
import { SNOOZE_MIN } from '../state.ts';
import { isDay } from '../time.ts';
import { DAY, dayOf, daysTo, EVENING, HOUR, MINUTE, MORNING, weekdayOf } from './choices.ts';

/** Why it is no time to snooze until. `soon`: less than three minutes from now. */
type NoMoment = 'unknown' | 'past' | 'soon';
type Moment = Readonly<{ until: number }> | Readonly<{ refused: NoMoment }>;

/** Full names of the weekdays, from Sunday on, and of two words, in the reader's language. English is always understood. */
export type DayWords = Readonly<{ weekdays: readonly string[]; today: string; tomorrow: string }>;

const ENGLISH: DayWords = {
  weekdays: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  today: 'today',
  tomorrow: 'tomorrow',
};
/** Fewer letters of a weekday are ambiguous. */
const LEAST = 2;

const UNIT = '(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)';
const SPAN = new RegExp(`^(?:in )?((?:\\d+(?:\\.\\d+)? ?${UNIT} ?(?:and )?)+)$`);
const PART = new RegExp(`(\\d+(?:\\.\\d+)?) ?${UNIT}`, 'g');
/** Nobody waits for longer, in days. */
const LONGEST = 3_660;
const CLOCK = /^(\d{1,2})(?:[:.](\d\d))? ?(am|pm|a|p|h)?$/;
const NAMED_TIMES: Readonly<Record<string, number>> = {
  morning: MORNING,
  noon: 12 * HOUR,
  afternoon: 14 * HOUR,
  evening: EVENING,
  night: 20 * HOUR,
};

/** After the midnight of its day; null: it is no time of the day. */
function timeOf(text: string): number | null {
  const named = Object.hasOwn(NAMED_TIMES, text) ? NAMED_TIMES[text] : undefined;
  if (named !== undefined) return named;
  const [, hours = '', minutes = '0', half] = CLOCK.exec(text) ?? [];
  if (hours === '' || Number(minutes) > 59) return null;
  const hour = Number(hours);
  const isHalf = half !== undefined && half !== 'h';
  if (isHalf ? hour < 1 || hour > 12 : hour > 23) return null;
  const whole = isHalf ? (hour % 12) + (half.startsWith('p') ? 12 : 0) : hour;
  return whole * HOUR + Number(minutes) * MINUTE;
}

/** Midnights of the days that a word means, nearest first; null: it is no day. */
function daysOf(text: string, today: number, words: readonly DayWords[]): readonly number[] | null {
  if (text === 'tonight' || words.some((each) => fold(each.today) === text)) return [today];
  if (text === 'tmr' || text === 'tom' || words.some((each) => fold(each.tomorrow) === text))
    return [today + DAY];
  if (text === 'next week') return [today + daysTo(weekdayOf(today), 1) * DAY];
  if (isDay(text)) return [Date.parse(`${text}T00:00:00Z`)];
  const name = text.replace(/^(?:next|this) /, '');
  if (name.length < LEAST) return null;
  const weekday =
    name === 'weekend'
      ? 6
      : words
          .map(({ weekdays }) => weekdays.findIndex((day) => fold(day).startsWith(name)))
          .find((at) => at >= 0);
  if (weekday === undefined) return null;
  const next = today + daysTo(weekdayOf(today), weekday) * DAY;
  return weekdayOf(today) === weekday ? [today, next] : [next];
}

/** `1h 30m`, `in 2 days`. Days and weeks are of the calendar: at the same time of the day. null: it is no span */
function spanFrom(text: string, now: number, zone: Zone): number | null {
  const [, parts] = SPAN.exec(text) ?? [];
  if (parts === undefined) return null;
  let days = 0;
  let rest = 0;
  for (const [, count, unit = ''] of parts.matchAll(PART)) {
    const many = Number(count);
    if (unit.startsWith('m')) rest += many * MINUTE;
    else if (unit.startsWith('h')) rest += many * HOUR;
    else days += many * (unit.startsWith('w') ? 7 : 1);
  }
  if (days + rest / DAY > LONGEST) return Number.POSITIVE_INFINITY;
  return (days === 0 ? now : zone.first(zone.wall(now) + days * DAY)) + rest;
}

/**
 * Reads when a snooze is to end: `in 3h`, `fri 9`, `tomorrow 14:30`, `9pm`, `next week`, `2027-01-04 8:00`. A time alone is the next one; a day alone
 * begins at 8:00.
 * @param now in milliseconds since 1970, as `until`
 * @param words of the reader's language
 */
export function readMoment(text: string, now: number, zone: Zone, words: DayWords = ENGLISH): Moment {
  const clean = fold(text)
    .replace(/\b(?:at|on|until|the)\b|,/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const checked = (until: number): Moment => {
    if (until <= now) return { refused: 'past' };
    return until < now + SNOOZE_MIN ? { refused: 'soon' } : { until };
  };
  const span = spanFrom(clean, now, zone);
  if (span !== null) return Number.isFinite(span) ? checked(Math.round(span)) : { refused: 'unknown' };
  const today = dayOf(zone.wall(now));
  const languages = [words, ENGLISH];
  // The longest beginning that is a day; the rest is a time.
  const parts = clean.split(' ');
  for (let length = parts.length; length >= 0; length--) {
    const day = parts.slice(0, length).join(' ');
    const rest = parts.slice(length).join(' ');
    const time = rest === '' ? (day === 'tonight' ? NAMED_TIMES.night : MORNING) : timeOf(rest);
    const days = day === '' ? [today, today + DAY] : daysOf(day, today, languages);
    if (time === null || time === undefined || days === null || (day === '' && rest === '')) continue;
    const moments = days.map((midnight) => zone.first(midnight + time));
    return checked(moments.find((until) => until >= now + SNOOZE_MIN) ?? moments[0] ?? 0);
  }
  return { refused: 'unknown' };
}
