import { createInstance, type TFunction } from 'i18next';
import { isolated } from '#server/rules/shown-text';
import en from './en.json' with { type: 'json' };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'main';
    resources: { main: typeof en };
  }
}

/** Every string that the main process shows. Plurals follow i18next: `key_one`, `key_other` with `count`. */
export type Translate = TFunction<'main'>;

export function createTranslate(language = 'en'): Translate {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'main',
    resources: { en: { main: en } },
    interpolation: { escape: isolated },
    initAsync: false,
  });
  return i18n.t;
}
