/** How times are written in this computer's region. */
export type Region = Readonly<{
  locale: string;
  /** IANA name; undefined: unknown, so each process uses its own. */
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
 * A locale with the words of `language`, and the order and clock of the country of `system`, a language tag: English in Germany is
 * `en-DE`, with 24 hours. null: the system names no country. `clock`: the user's own choice.
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

/** Numbers the days of that time zone, from 1970 on; consecutive days differ by one. Takes milliseconds since 1970. */
export function calendarOf({ timeZone }: Pick<Region, 'timeZone'>): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  let last = { quarter: Number.NaN, day: 0 };
  return (time) => {
    // In every time zone a day begins at one of these, and many rows of a list share a day.
    const quarter = Math.floor(time / QUARTER);
    if (quarter !== last.quarter) {
      const [month = 1, day = 1, year = 1970] = format.format(time).split('/').map(Number);
      last = { quarter, day: Date.UTC(year, month - 1, day) / DAY };
    }
    return last.day;
  };
}

/** A moment of that day, for formatting in UTC. */
export const dateOf = (day: number): Date => new Date(day * DAY);

/** The time of day; with the weekday if it is not today, with the date if that weekday is nearer. Takes milliseconds since 1970. */
export function clockTime(then: number, now: number, { locale, timeZone }: Region): string {
  const dayOf = calendarOf({ timeZone });
  const days = Math.abs(dayOf(then) - dayOf(now));
  const day = days < 7 ? ({ weekday: 'short' } as const) : ({ day: 'numeric', month: 'short' } as const);
  const options =
    days === 0
      ? ({ timeStyle: 'short' } as const)
      : ({ ...day, hour: 'numeric', minute: '2-digit' } as const);
  return new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(then);
}

/** Milliseconds since 1970. */
export type Span = Readonly<{ from: number; until: number }>;

/** A span of time; with the days, if there is more than one. */
export function spanWords({ from, until }: Span, { locale, timeZone }: Region): string {
  const dayOf = calendarOf({ timeZone });
  const days =
    dayOf(from) === dayOf(until) ? {} : ({ weekday: 'short', day: 'numeric', month: 'short' } as const);
  const options = { timeZone, ...days, hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(locale, options).formatRange(from, until);
}
