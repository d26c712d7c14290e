import { use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyParams } from '#app/i18n/types';
import { spanWords } from '#app/rules/region';
import type { RowWords } from '#server/rules/own-rows';
import { RegionContext } from '../ui/use-formats.ts';

/** Words for what Belfry itself says in a row. A test compares the parameters of each phrase with its text. */
export function useRowWords(): RowWords {
  const { t } = useTranslation('window');
  const region = use(RegionContext);
  return useMemo(
    () => ({
      say: (phrase, params) => t(`own.${phrase}`, params as AnyParams),
      span: (span) => spanWords(span, region),
      untitled: t('untitled'),
    }),
    [t, region],
  );
}
