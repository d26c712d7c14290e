import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolated } from '#server/rules/shown-text';
import en from './en.json' with { type: 'json' };

declare module 'i18next' {
  interface ResourceNamespaceMap {
    window: typeof en;
  }
}

/** Every string that the window shows comes from here. Plurals: `key_one`, `key_other` with `count`. */
export function createI18n(language = 'en'): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    ns: ['window'],
    defaultNS: 'window',
    resources: { en: { window: en } },
    // React escapes what HTML would read.
    interpolation: { escape: isolated },
    initAsync: false,
  });
  return instance;
}
