/** The catalogues: what is used is there, what is there is used, and every language says the same. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAIN, WINDOW } from '#app/i18n/english';
import { chooseLanguage, directionOf, LANGUAGES, PSEUDO_LANGUAGES } from '#app/i18n/languages';
import { loadMain, loadWindow } from '#app/i18n/load';
import { PLACEHOLDERS_FILE, placeholdersSource } from '../../../build/words.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { createI18n } from '../../../renderer/i18n/i18n.ts';
import { ROOT } from '../../support/app.ts';
import { ENGLISH, faultsOf, LANGUAGES_FOLDER, languageFiles, shareOf, textsOf } from '../../support/words.ts';

const FOLDERS = fs
  .readdirSync(LANGUAGES_FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('each language', () => {
  test('has a folder, and each folder is in the table', () => {
    expect(FOLDERS.sort()).toEqual(Object.keys(LANGUAGES).sort());
  });

  test.each(FOLDERS)('%s agrees with English in keys, placeholders and plurals', (code) => {
    expect(faultsOf(code, textsOf([...languageFiles(code).values()]))).toEqual([]);
  });

  test.each(Object.entries(LANGUAGES))(
    '%s has as much of English as the table says',
    (code, { translated }) => {
      expect(translated).toBeCloseTo(shareOf(textsOf([...languageFiles(code).values()])), 2);
    },
  );

  test.each(Object.keys(PSEUDO_LANGUAGES))('%s is all of English, with its placeholders', async (code) => {
    const texts = textsOf([...(await loadMain(code)).files, ...(await loadWindow(code)).files]);
    expect(faultsOf(code, texts)).toEqual([]);
    expect(texts.size).toBe(ENGLISH.size);
    for (const text of texts.values()) expect(text.replaceAll(/\{\{.*?\}\}/g, '')).toMatch(/^\[[^a-z]*\]$/is);
  });

  test.each([
    [
      'a key that English does not have',
      { 'list.nothing': 'Nichts' },
      'list.nothing: English has no such text',
    ],
    [
      'a placeholder of another name',
      { 'row.openLink': '{{site}} öffnen' },
      'row.openLink: has {{site}}, English {{host}}',
    ],
    ['a placeholder too few', { 'row.openLink': 'Öffnen' }, 'row.openLink: has , English {{host}}'],
    [
      'a form of a plural too few',
      { 'list.new_other': '{{count}} neue' },
      'list.new: the form one is missing',
    ],
    [
      'a form that the language does not have',
      {
        'list.new_one': '{{count}} neue',
        'list.new_few': '{{count}} neue',
        'list.new_other': '{{count}} neue',
      },
      'list.new: there is no form few in this language',
    ],
    ['a plural without forms', { 'list.new': '{{count}} neue' }, 'list.new: the form one is missing'],
  ])('is refused with %s', (_, texts, fault) => {
    expect(faultsOf('de', new Map(Object.entries(texts)))).toContain(fault);
  });

  test('may lack texts, and have more forms than English', () => {
    const forms = ['one', 'few', 'many', 'other'].map((form) => [`list.new_${form}`, '{{count}}'] as const);
    expect(faultsOf('pl', new Map(forms))).toEqual([]);
  });
});

describe('English', () => {
  test('has all files of its folder', () => {
    const bundled = new Set(textsOf([...MAIN, ...WINDOW]).keys());
    const inFolder = [...languageFiles('en').values()].flatMap((tree) => [...textsOf([tree]).keys()]);
    expect(inFolder.filter((key) => !bundled.has(key))).toEqual([]);
  });

  test('says nothing twice under one key', () => {
    const files = [...languageFiles('en')].filter(([name]) => name !== 'main.json');
    const keys = files.flatMap(([, tree]) => [...textsOf([tree]).keys()]);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('has the placeholders that the types know (else: npm run words)', () => {
    expect(fs.readFileSync(PLACEHOLDERS_FILE, 'utf8')).toBe(placeholdersSource());
  });
});

/** Keys as the code of a room spells them; `${…}` stands for anything. */
function keysIn(room: string): readonly RegExp[] {
  const files = fs
    .readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name));
  return files.flatMap((name) => {
    const code = fs.readFileSync(path.join(ROOT, room, name), 'utf8');
    const spelt = [...code.matchAll(/(['`])([a-z]\w*(?:\.(?:\w|\$\{[^}]*\})+)*)\1/gi)].map(
      ([, , key = '']) => key,
    );
    return [...new Set(spelt)].map(
      (key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '.+')}(_.+)?$`),
    );
  });
}

test.each([
  ['main.json', MAIN.slice(2), ['electron']],
  ['window/', WINDOW.slice(2), ['renderer']],
  ['what both share', MAIN.slice(0, 2), ['electron', 'renderer']],
] as const)('%s has nothing that is never said', (_, trees, rooms) => {
  const spelt = rooms.flatMap(keysIn);
  expect([...textsOf(trees).keys()].filter((key) => !spelt.some((one) => one.test(key)))).toEqual([]);
});

describe('the language', () => {
  test.each([
    [['en-GB', 'de'], 'en'],
    [['xx-YY', 'en-US'], 'en'],
    [['xx'], 'en'],
    [[], 'en'],
    // Only for those who ask for it.
    [['en-XA'], 'en'],
  ])('of a system that prefers %j is %s', (preferred, code) => {
    expect(chooseLanguage(preferred)).toBe(code);
  });

  test('runs in its own direction', () => {
    expect(['en', 'en-XA', 'en-XB', 'xx'].map(directionOf)).toEqual(['ltr', 'ltr', 'rtl', 'ltr']);
  });

  test('is not filled in wrongly: that does not compile', () => {
    const t = createTranslate();
    expect(t('tray.pausedUntil', { time: '10:30' })).toBe('paused until 10:30');
    // @ts-expect-error: a placeholder is missing.
    t('tray.pausedUntil');
    // @ts-expect-error: it is called otherwise.
    t('tray.pausedUntil', { until: '10:30' });
    // @ts-expect-error: a plural needs its number.
    t('toast.live', {});
    // @ts-expect-error: not of this type.
    t('gap.title', { span: '10:30' });
    // @ts-expect-error: there is no such text.
    t('tray.missing');
    // @ts-expect-error: the window's.
    t('list.label');
  });

  test('is what main and window speak', async () => {
    const t = createTranslate(undefined, await loadMain('en-XA'));
    expect(t('toast.live', { count: 2 })).toBe('[2 ñééŵ ñóóŧïïƒïïçááŧïïóóñš]'.replaceAll('ï', 'í'));
    const i18n = createI18n(await loadWindow('en-XA'));
    expect(i18n.t('row.openLink', { host: 'πύλη' })).toMatch(/^\[\S+ πύλη\]$/);
  });

  test('falls back to English where it lacks a text', () => {
    const files = [{ list: { label: 'Mitteilungen' } }];
    const i18n = createI18n({ code: 'de', files });
    expect([i18n.t('list.label'), i18n.t('list.loading')]).toEqual(['Mitteilungen', 'Loading notifications']);
  });
});
