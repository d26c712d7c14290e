import { createContext, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime, dateOf, type Region } from '#app/rules/region';
import { type DayLabel, relativeTime } from './times.ts';

/** How this window writes times. */
export const RegionContext = createContext<Region>({ locale: 'en', timeZone: undefined });

/** In thousands of each other. */
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

interface Formats {
  day(label: DayLabel): string;
  /** As short as it can be: 5m, 3 Mar. Milliseconds since 1970. */
  relative(then: number, now: number): string;
  /** Date and time in full. */
  absolute(then: number): string;
  /** 1.2 MB; of a number of bytes. */
  bytes(count: number): string;
  /** Time of the day; with the weekday when it is not today's. */
  until(then: number, now: number): string;
}

/** Dates and times in the words of the catalogue, the order of the user's region and the time zone of this computer. */
export function useFormats(): Formats {
  const { t } = useTranslation('window');
  const region = use(RegionContext);
  return useMemo(() => {
    const { locale, timeZone } = region;
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { timeZone, ...options });
    const day = (options: Intl.DateTimeFormatOptions) => format({ timeZone: 'UTC', ...options });
    const weekday = day({ weekday: 'long' });
    const date = day({ weekday: 'long', day: 'numeric', month: 'long' });
    const year = day({ day: 'numeric', month: 'long', year: 'numeric' });
    const short = format({ day: 'numeric', month: 'short' });
    const full = format({ dateStyle: 'full', timeStyle: 'short' });
    return {
      day(label) {
        switch (label.kind) {
          case 'today':
          case 'yesterday':
            return t(`time.${label.kind}`);
          case 'weekday':
            return weekday.format(dateOf(label.day));
          case 'date':
            return date.format(dateOf(label.day));
          case 'year':
            return year.format(dateOf(label.day));
          default:
            return label satisfies never;
        }
      },
      relative(then, now) {
        const age = relativeTime(then, now);
        if (age.unit === 'date') return short.format(then);
        return age.unit === 'now' ? t('time.now') : t(`time.${age.unit}`, { count: age.count });
      },
      absolute: (then) => full.format(then),
      bytes(count) {
        const step = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), UNITS.length - 1);
        const number = { style: 'unit', unit: UNITS[step] ?? 'byte', maximumFractionDigits: 1 } as const;
        return new Intl.NumberFormat(locale, number).format(count / 1_000 ** step);
      },
      until: (then, now) => clockTime(then, now, region),
    };
  }, [t, region]);
}
