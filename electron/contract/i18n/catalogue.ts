import { createInstance, type i18n, type Module } from 'i18next';
import { isolated } from '#server/rules/text/shown-text';
import type { Words } from './load.ts';
import type { Tree } from './texts.ts';

type Room = 'main' | 'window';

/** i18next with the words of main or of the window. Plurals follow it: `key_one`, `key_other` with `count`. */
export function createCatalogue(
  room: Room,
  english: readonly Tree[],
  { code, files }: Words,
  plugins: readonly Module[] = [],
): i18n {
  const instance = createInstance();
  for (const plugin of plugins) instance.use(plugin);
  void instance.init({
    lng: code,
    fallbackLng: 'en',
    ns: [room],
    defaultNS: room,
    resources: {},
    // React escapes what HTML would read, and nothing else reads any.
    interpolation: { escape: isolated },
    initAsync: false,
  });
  const add = (language: string, tree: Tree): void =>
    void instance.addResourceBundle(language, room, tree, true, true);
  for (const tree of english) add('en', tree);
  for (const tree of files) add(code, tree);
  return instance;
}
