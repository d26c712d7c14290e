import { describe, expect, test } from 'vitest';
import { DETAILS } from '#app/detail';
import { BACKEND_FAILURES } from '#app/rules/backend-failures';
import { REFUSALS } from '#server/rules/refusals';
import en from '../../renderer/i18n/en.json' with { type: 'json' };

type Codes = Readonly<Record<string, readonly string[]>>;

const { words: _, ...refusals } = REFUSALS;

/** What crosses a boundary as a code, and the window's words for it. */
const TABLES: Readonly<Record<string, readonly [Codes, Readonly<Record<string, string>>]>> = {
  details: [DETAILS, en.sources.detail],
  'failures of the backend': [BACKEND_FAILURES, en.banner.offline],
  refusals: [refusals, en.upstream.refusal],
};

describe.each(Object.entries(TABLES))('of %s', (_name, [codes, phrases]) => {
  test.each(Object.entries(codes))('%s has words that name all it brings', (code, params) => {
    const own = [phrases[code] ?? [phrases[`${code}_one`], phrases[`${code}_other`]]].flat();
    for (const words of own) {
      const named = [...(words ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
      expect(words).toBeTruthy();
      expect(named.sort()).toEqual([...params].sort());
    }
  });

  test('there are no words for what is never said', () => {
    const said = Object.keys(phrases).map((key) => key.replace(/_(one|other)$/, ''));
    expect(new Set(said)).toEqual(new Set(Object.keys(codes)));
  });
});
