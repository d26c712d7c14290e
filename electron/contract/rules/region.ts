/** How times are written, and where this computer is. */
export type Region = Readonly<{
  locale: string;
  /** IANA name; undefined: it has none, and each process has to know it by itself. */
  timeZone: string | undefined;
}>;

export type HourCycle = 'h12' | 'h23';

const DAY = 86_400_000;
const QUARTER = 15 * 60_000;

function tagOf(locale: string | null): Intl.Locale | null {
  try {
    return locale === null ? null : new Intl.Locale(locale);
  } catch {
    return null;
  }
}

/**
 * The words of `language` in the order and on the clock of the country of `system`, a language tag: English in Germany is `en-DE`,
 * with 24 hours. null: the system says nothing. `clock`: what its user has set beside the country.
 */
export function localeOf(language: string, system: string | null, clock: HourCycle | null): string {
  const theirs = tagOf(system);
  const region = theirs?.maximize().region;
  const usual =
    theirs === null
      ? undefined
      : new Intl.DateTimeFormat(theirs, { hour: 'numeric' }).resolvedOptions().hourCycle;
  const hourCycle = clock ?? usual;
  return new Intl.Locale(language, {
    ...(region === undefined ? {} : { region }),
    ...(hourCycle === undefined ? {} : { hourCycle }),
  }).toString();
}

/** The days of that time zone, numbered from one of 1970 on: neighbours differ by one. Takes milliseconds since 1970. */
export function calendarOf({ timeZone }: Pick<Region, 'timeZone'>): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  let last = { quarter: Number.NaN, day: 0 };
  return (time) => {
    // Days begin with one of these, everywhere, and a list has many rows of one.
    const quarter = Math.floor(time / QUARTER);
    if (quarter !== last.quarter) {
      const [month = 1, day = 1, year = 1970] = format.format(time).split('/').map(Number);
      last = { quarter, day: Date.UTC(year, month - 1, day) / DAY };
    }
    return last.day;
  };
}

/** A moment of that day for whoever formats it in UTC. */
export const dateOf = (day: number): Date => new Date(day * DAY);

/** A moment for people: the time of the day, with the weekday when it is not today's. Milliseconds since 1970. */
export function clockTime(then: number, now: number, { locale, timeZone }: Region): string {
  const dayOf = calendarOf({ timeZone });
  const isToday = dayOf(then) === dayOf(now);
  const options = isToday
    ? ({ timeStyle: 'short' } as const)
    : ({ weekday: 'short', hour: 'numeric', minute: '2-digit' } as const);
  return new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(then);
}

/** Milliseconds since 1970. */
export type Span = Readonly<{ from: number; until: number }>;

/** From when to when; with the days, where it is not one. */
export function spanWords({ from, until }: Span, { locale, timeZone }: Region): string {
  const dayOf = calendarOf({ timeZone });
  const days =
    dayOf(from) === dayOf(until) ? {} : ({ weekday: 'short', day: 'numeric', month: 'short' } as const);
  const options = { timeZone, ...days, hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(locale, options).formatRange(from, until);
}
