import { expect, test } from 'vitest';
import { DETAILS } from '#app/detail';
import en from '../../renderer/i18n/en.json' with { type: 'json' };

const phrases: Readonly<Record<string, string>> = en.sources.detail;

test.each(Object.entries(DETAILS))('%s has words that name all it brings', (code, params) => {
  const own = [phrases[code] ?? [phrases[`${code}_one`], phrases[`${code}_other`]]].flat();
  for (const words of own) {
    const named = [...(words ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    expect(words).toBeTruthy();
    expect(named.sort()).toEqual([...params].sort());
  }
});

test('the catalogue has no unused words', () => {
  const said = Object.keys(phrases).map((key) => key.replace(/_(one|other)$/, ''));
  expect(new Set(said)).toEqual(new Set(Object.keys(DETAILS)));
});
