import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import commands from '#app/i18n/en/commands.json' with { type: 'json' };
import rows from '#server/i18n/en/rows.json' with { type: 'json' };
import { isolated } from '#server/rules/shown-text';
import en from './en.json' with { type: 'json' };

const words = { ...en, command: { ...commands, ...en.command }, own: rows };

declare module 'i18next' {
  interface ResourceNamespaceMap {
    window: typeof words;
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
    resources: { en: { window: words } },
    // React escapes what HTML would read.
    interpolation: { escape: isolated },
    initAsync: false,
  });
  return instance;
}
