import { describe, expect, test } from 'vitest';
import { DETAILS } from '#app/detail';
import { BACKEND_FAILURES } from '#app/rules/backend-failures';
import rows from '#server/i18n/en/rows.json' with { type: 'json' };
import { REFUSALS } from '#server/rules/refusals';
import { ROW_PHRASES } from '#server/rules/row-phrases';
import { windowWords as en } from '../support/words.ts';

type Codes = Readonly<Record<string, readonly string[]>>;

type Tree = { readonly [name: string]: string | Tree };

/** A tree of texts by their paths. */
const flat = (tree: Tree, at = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, text]) =>
      typeof text === 'string' ? [[`${at}${name}`, text]] : Object.entries(flat(text, `${at}${name}.`)),
    ),
  );

const { words: _, ...refusals } = REFUSALS;

/** What crosses a boundary as a code, and the window's words for it. */
const TABLES: Readonly<Record<string, readonly [Codes, Readonly<Record<string, string>>]>> = {
  details: [DETAILS, en.sources.detail],
  'failures of the backend': [BACKEND_FAILURES, en.banner.offline],
  'rows of its own': [ROW_PHRASES, flat(rows)],
  refusals: [refusals, en.upstream.refusal],
};

describe.each(Object.entries(TABLES))('of %s', (_name, [codes, phrases]) => {
  test.each(Object.entries(codes))('%s has words that name all it brings', (code, params) => {
    const own = [phrases[code] ?? [phrases[`${code}_one`], phrases[`${code}_other`]]].flat();
    for (const words of own) {
      const named = [...(words ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
      expect(words).toBeTruthy();
      // One need not be counted in words.
      const counted = own.length > 1 && !named.includes('count') ? ['count'] : [];
      expect([...named, ...counted].sort()).toEqual([...params].sort());
    }
  });

  test('there are no words for what is never said', () => {
    const said = Object.keys(phrases).map((key) => key.replace(/_(one|other)$/, ''));
    expect(new Set(said)).toEqual(new Set(Object.keys(codes)));
  });
});
