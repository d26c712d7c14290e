import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dateLocale } from '../i18n/i18n.ts';
import type { DayLabel } from '../inbox/group.ts';
import { relativeTime } from '../inbox/relative-time.ts';

interface Formats {
  day(label: DayLabel): string;
  /** As short as it can be: 5m, 3 Mar. Milliseconds since 1970. */
  relative(then: number, now: number): string;
  /** Date and time in full. */
  absolute(then: number): string;
  /** Time of the day; with the weekday when it is not today's. */
  until(then: number, now: number): string;
}

/** Dates and times in the words of the catalogue and the order of the user's region. */
export function useFormats(): Formats {
  const { t, i18n } = useTranslation('window');
  return useMemo(() => {
    const locale = dateLocale(i18n.language, navigator.languages);
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
    const weekday = format({ weekday: 'long' });
    const date = format({ weekday: 'long', day: 'numeric', month: 'long' });
    const year = format({ day: 'numeric', month: 'long', year: 'numeric' });
    const short = format({ day: 'numeric', month: 'short' });
    const full = format({ dateStyle: 'full', timeStyle: 'short' });
    const time = format({ timeStyle: 'short' });
    const dayTime = format({ weekday: 'long', hour: 'numeric', minute: '2-digit' });
    return {
      day(label) {
        switch (label.kind) {
          case 'today':
          case 'yesterday':
            return t(`time.${label.kind}`);
          case 'weekday':
            return weekday.format(label.date);
          case 'date':
            return date.format(label.date);
          case 'year':
            return year.format(label.date);
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
      until: (then, now) =>
        new Date(then).toDateString() === new Date(now).toDateString()
          ? time.format(then)
          : dayTime.format(then),
    };
  }, [t, i18n.language]);
}
