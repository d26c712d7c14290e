import fs from 'node:fs';
import path from 'node:path';
import { MAIN, WINDOW } from '#app/i18n/english';
import { placeholdersIn, type Tree, textsIn } from '#app/i18n/texts';
import rows from '#server/i18n/en/rows.json' with { type: 'json' };
import { createI18n } from '../../renderer/i18n/i18n.ts';
import { ROOT } from './app.ts';

type All<File> = (File extends unknown ? (file: File) => void : never) extends (all: infer Words) => void
  ? Words
  : never;

/** What the window says in English, as one tree. */
export const windowWords: All<(typeof WINDOW)[number]> = createI18n().getResourceBundle('en', 'window');

export const LANGUAGES_FOLDER = path.join(ROOT, 'electron/contract/i18n');

export type Texts = ReadonlyMap<string, string>;

export const textsOf = (trees: readonly Tree[]): Texts =>
  new Map(trees.flatMap((tree) => [...textsIn(tree)]));

export const ENGLISH = textsOf([...MAIN, ...WINDOW]);

/** All JSON files of a language, by their paths in its folder. */
export function languageFiles(code: string): ReadonlyMap<string, Tree> {
  const folder = path.join(LANGUAGES_FOLDER, code);
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'));
  const files = names.map(
    (name) => [name, JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))] as const,
  );
  // The server has the English of these: it stores them for other clients.
  return new Map([...files, ...(code === 'en' ? [['rows.json', { own: rows }] as const] : [])]);
}

const FORM = /_(zero|one|two|few|many|other)$/;

/** Texts by key, with the forms of a plural together: `list.new` has `one` and `other`. Any other has one form, ''. */
function byKey(texts: Texts): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const keys = new Map<string, Map<string, string>>();
  for (const [name, text] of texts) {
    const base = name.replace(FORM, '');
    // Not those of codes such as `too_many`.
    const isPlural = ENGLISH.has(`${base}_other`);
    const key = isPlural ? base : name;
    const form = isPlural ? name.slice(base.length + 1) : '';
    keys.set(key, (keys.get(key) ?? new Map<string, string>()).set(form, text));
  }
  return keys;
}

const filling = (forms: ReadonlyMap<string, string>): string =>
  placeholdersIn([...forms.values()].join(' ')).join(' ');

/** Keys that English has, too: how much of it these texts are. */
export function shareOf(texts: Texts): number {
  const [theirs, english] = [byKey(texts), byKey(ENGLISH)];
  return [...english.keys()].filter((key) => theirs.has(key)).length / english.size;
}

/** What is wrong with the texts of a language beside English: keys, placeholders, forms of plurals. What is missing is not: English stands in. */
export function faultsOf(code: string, texts: Texts): readonly string[] {
  const english = byKey(ENGLISH);
  const wanted: readonly string[] = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
  return [...byKey(texts)].flatMap(([key, forms]) => {
    const model = english.get(key);
    if (model === undefined) return [`${key}: English has no such text`];
    const needed = model.has('') ? [''] : wanted;
    const missing = needed.filter((form) => !forms.has(form));
    const surplus = [...forms.keys()].filter(
      (form) => !needed.includes(form) && !(form === 'zero' && model.has(form)),
    );
    return [
      ...missing.map((form) => `${key}: the form ${form} is missing`),
      ...surplus.map((form) => `${key}: there is no form ${form} in this language`),
      ...(filling(forms) === filling(model)
        ? []
        : [`${key}: has ${filling(forms)}, English ${filling(model)}`]),
    ];
  });
}
