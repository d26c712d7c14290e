import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, visibleLine, visibleText } from '#server/rules/text/text';

/** By the standards' own numbers, not by the classes that the rule is written with. */
function isBad(point: number): boolean {
  const isControl = point < 0x20 || (point >= 0x7f && point <= 0x9f);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  const isNoCharacter = (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe;
  return (isControl && point !== 0x09 && point !== 0x0a) || isSurrogate || isNoCharacter;
}
const points = (text: string): number[] => [...text].map((one) => one.codePointAt(0) ?? 0);

const anything = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      // Halves of pairs too, in any order.
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.integer({ min: 0, max: 16 }).map((plane) => String.fromCodePoint(plane * 0x10000 + 0xffff)),
      fc.constantFrom('\ud83f', '\udffe', '\0', '\r\n', '\ufdd0', '\ufffe', 'é', '👩‍👩‍👧'),
    ),
  )
  .map((parts) => parts.join(''));

describe.each([
  ['a text', cleanText],
  ['a line', cleanLine],
])('%s', (_name, clean) => {
  test('has no bad code point, is no longer than before, and stays as it is from then on', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const text = clean(given);
        expect(points(text).filter(isBad)).toEqual([]);
        expect(text.length).toBeLessThanOrEqual(given.length);
        expect(clean(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('of all code points, each by itself', () => {
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const one = String.fromCodePoint(point);
      const cleaned = clean(one);
      const isBreak = /[\n\r\t\u2028\u2029]/.test(one);
      if (isBad(point) && !isBreak) expect(['', '\ufffd']).toContain(cleaned);
      else if (!isBreak && cleaned !== one) expect.fail(`U+${point.toString(16)} is changed`);
    }
  });
});

test('clean text is left alone, breaks and tabs included', () => {
  const text = 'Ünïcödé 🎉\n\t"quoted" <b>& more</b> \u200d\u202eابج \ufeff\ufffd';
  expect(cleanText(text)).toBe(text);
});

test.each([
  ['x\uffffy', 'x\ufffdy'],
  ['\u{1fffe}\ufdd0', '\ufffd\ufffd'],
  ['half \ud83d', 'half \ufffd'],
  ['be\0fore\u001b[31m', 'before[31m'],
  // What stood between them is left out; they do not become a pair, least of all one that is no character.
  ['\ud83f\u0001\udfff', '\ufffd\ufffd'],
  ['two\r\nlines\rthree', 'two\nlines\nthree'],
])('%j becomes %j', (given, text) => {
  expect(cleanText(given)).toBe(text);
});

test('a line has no breaks', () => {
  expect(cleanLine('one\r\n\ttwo\u2028three')).toBe('one two three');
});

describe('what others wrote, in a log or a terminal,', () => {
  test('shows what it has in it, and moves nothing', () => {
    expect(visibleLine('a\n\tb\u001b[2J\u009b0m\u2028\u202ecba é 👩‍👩‍👧')).toBe(
      'a\\n\\tb\\u001b[2J\\u009b0m\\u2028\\u202ecba é 👩‍👩‍👧',
    );
    expect(visibleText('a\nb\u001b')).toBe('a\nb\\u001b');
  });

  test('has no control character, whatever it was', () => {
    fc.assert(
      fc.property(anything, (given) => {
        expect(
          points(visibleLine(given)).filter((point) => point < 0x20 || (point >= 0x7f && point <= 0x9f)),
        ).toEqual([]);
      }),
    );
  });

  test('means the same as before where it is JSON', () => {
    fc.assert(
      fc.property(anything, (given) => {
        expect(JSON.parse(visibleText(JSON.stringify({ given }, null, 2)))).toEqual({ given });
      }),
    );
  });
});
