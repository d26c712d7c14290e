import type { TFunction } from 'i18next';
import { createCatalogue } from '#app/i18n/catalogue';
import { MAIN } from '#app/i18n/english';
import type { Words } from '#app/i18n/load';
import type { AnyParams } from '#app/i18n/types';
import { type Region, type Span, spanWords } from '#app/rules/region';
import type { RowWords } from '#server/rules/own-rows';

/** Every text that the main process shows; `{{name, span}}` writes a Span. */
export type Translate = TFunction<'main'>;

const ENGLISH: Words = { code: 'en', files: [] };

export function createTranslate(region?: () => Region, words = ENGLISH): Translate {
  const i18n = createCatalogue('main', MAIN, words);
  const usual: Region = { locale: words.code, timeZone: undefined };
  i18n.services.formatter?.add('span', (span: Span) => spanWords(span, region?.() ?? usual));
  return i18n.getFixedT(null, 'main');
}

/** Words for what Belfry itself says in a row. A test compares the parameters of each phrase with its text. */
export const rowWords = (t: Translate): RowWords => ({
  say: (phrase, params) => t(`own.${phrase}`, params as AnyParams),
  span: (span) => t('span', { span }),
  untitled: t('untitled'),
});
