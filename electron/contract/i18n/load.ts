/// <reference types="vite/types/importMeta.d.ts" />
import { MAIN, WINDOW } from './english.ts';
import { isPseudo } from './languages.ts';
import type { Tree } from './texts.ts';

/** A language's files for main or for the window; English has none, as it is bundled. */
export type Words = Readonly<{ code: string; files: readonly Tree[] }>;

type Files = Readonly<Record<string, () => Promise<Tree>>>;

async function load(code: string, english: readonly Tree[], found: () => Files): Promise<Words> {
  if (code === 'en') return { code, files: [] };
  if (isPseudo(code)) {
    const { pseudo } = await import('./pseudo.ts');
    return { code, files: english.map(pseudo) };
  }
  const own = Object.entries(found()).filter(([file]) => file.startsWith(`./${code}/`));
  return { code, files: await Promise.all(own.map(([, read]) => read())) };
}

/** For the main process. */
export const loadMain = (code: string): Promise<Words> =>
  load(code, MAIN, () =>
    import.meta.glob<Tree>(['./*/{shared,commands,rows,main}.json', '!./en/**'], { import: 'default' }),
  );

/** For the window. */
export const loadWindow = (code: string): Promise<Words> =>
  load(code, WINDOW, () =>
    import.meta.glob<Tree>(['./*/{shared,commands,rows}.json', './*/window/*.json', '!./en/**'], {
      import: 'default',
    }),
  );
