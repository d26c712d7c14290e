import { use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayWords } from '#server/rules/snooze/snooze';
import { RegionContext } from '../../ui/use-formats.ts';

/** A Sunday. */
const SUNDAY = Date.UTC(2026, 10, 29);
const DAY = 86_400_000;

/** The names of days in the reader's language. */
export function useDayWords(): DayWords {
  const { t } = useTranslation('window');
  const { locale } = use(RegionContext);
  return useMemo(() => {
    const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
    return {
      weekdays: Array.from({ length: 7 }, (_, at) => weekday.format(SUNDAY + at * DAY)),
      today: t('time.today'),
      tomorrow: t('snooze.choice.tomorrow'),
    };
  }, [t, locale]);
}
