import { use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { spanWords } from '#app/rules/region';
import type { RowWords } from '#server/rules/own-rows';
import { RegionContext } from '../ui/region.ts';

/** How the window words what Belfry itself says in a row. */
export function useRowWords(): RowWords {
  const { t } = useTranslation('window');
  const region = use(RegionContext);
  return useMemo(
    () => ({
      say: (phrase, params) => t(`own.${phrase}`, params),
      span: (span) => spanWords(span, region),
      untitled: t('untitled'),
    }),
    [t, region],
  );
}
