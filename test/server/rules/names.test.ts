import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanName, isPlainName } from '#server/rules/text/names';

describe('a name', () => {
  test.each([
    ...['Ann', 'Büro 7 — 3', '東京', 'ci-2', 'O’Neill', 'e\u0301'],
    // What cannot be seen by itself, and is seen in what it makes of its neighbours.
    ...[
      '👩\u200d👩\u200d👧',
      '👩🏽\u200d🚀',
      '❤\ufe0f',
      '❤\ufe0f\u200d🔥',
      '1\ufe0f\u20e3',
      '🏴\u{e0067}\u{e0062}\u{e007f}',
    ],
    ...['می\u200cخواهم', 'क्\u200dष'],
  ])('stays as it is: %s', (name) => {
    expect(cleanName(name)).toBe(name);
    expect(isPlainName(name)).toBe(true);
  });

  test.each([
    ['An\u200bn', 'Ann'],
    ['An\u00adn', 'Ann'],
    ['\ufeffAnn', 'Ann'],
    ['An\u200dn', 'Ann'],
    ['An\u200cn', 'Ann'],
    ['Ann\ufe0f', 'Ann'],
    ['ci1\ufe0f', 'ci1'],
    ['Ann\u2060\u034f\u061c\u200e\u200f', 'Ann'],
    ['Ann\u2800', 'Ann'],
    ['Ann\u3164\uffa0', 'Ann'],
    ['Ann\u{e0041}', 'Ann'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['\u2066Ann\u2069', 'Ann'],
    ['👩\u200d', '👩'],
    ['\u200d👩', '👩'],
    [' Ann\n\u0000', 'Ann'],
  ])('%j is not plain, and is %j', (name, plain) => {
    expect(isPlainName(name)).toBe(false);
    expect(cleanName(name)).toBe(plain);
  });

  test('that is clean is plain, and no longer than before', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      '\u200b',
      '\u200d',
      '\ufe0f',
      '👩',
      '🏴',
      '\u{e0067}',
      'م',
      '\u0000',
      'ᠠ',
      '\u180b',
      '\u200c',
      '\u{e007f}',
      '\n',
      '\u20e3',
      '1',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const name = cleanName(text);
        expect(name.length).toBeLessThanOrEqual(text.length);
        expect(isPlainName(name)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
