import type { TFunction } from 'i18next';
import { createCatalogue } from '#app/i18n/catalogue';
import { MAIN } from '#app/i18n/english';
import type { Words } from '#app/i18n/load';
import type {} from '#app/i18n/types';
import { type Region, type Span, spanWords } from '#app/rules/region';

/** Every text that the main process shows; `{{name, span}}` writes a Span. */
export type Translate = TFunction<'main'>;

const ENGLISH: Words = { code: 'en', files: [] };

export function createTranslate(region?: () => Region, words = ENGLISH): Translate {
  const i18n = createCatalogue('main', MAIN, words);
  const usual: Region = { locale: words.code, timeZone: undefined };
  i18n.services.formatter?.add('span', (span: Span) => spanWords(span, region?.() ?? usual));
  return i18n.getFixedT(null, 'main');
}
