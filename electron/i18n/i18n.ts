import { createInstance, type TFunction } from 'i18next';
import commands from '#app/i18n/en/commands.json' with { type: 'json' };
import { type Region, type Span, spanWords } from '#app/rules/region';
import rows from '#server/i18n/en/rows.json' with { type: 'json' };
import type { RowWords } from '#server/rules/own-rows';
import { isolated } from '#server/rules/shown-text';
import en from './en.json' with { type: 'json' };

const words = { ...en, command: commands, own: rows };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'main';
    resources: { main: typeof words };
  }
}

/**
 * Every text that the main process shows. Plurals follow i18next: `key_one`, `key_other` with `count`; `{{name, span}}` writes a Span.
 */
export type Translate = TFunction<'main'>;

/** Of the catalogue: there is one. */
export const LANGUAGE = 'en';

const usual = (): Region => ({ locale: LANGUAGE, timeZone: undefined });

export function createTranslate(region: () => Region = usual): Translate {
  const i18n = createInstance();
  void i18n.init({
    lng: LANGUAGE,
    fallbackLng: LANGUAGE,
    defaultNS: 'main',
    resources: { en: { main: words } },
    interpolation: { escape: isolated },
    initAsync: false,
  });
  i18n.services.formatter?.add('span', (span: Span) => spanWords(span, region()));
  return i18n.t;
}

/** How main words what Belfry itself says in a row. */
export const rowWords = (t: Translate): RowWords => ({
  say: (phrase, params) => t(`own.${phrase}`, params),
  span: (span) => t('span', { span }),
  untitled: t('untitled'),
});
