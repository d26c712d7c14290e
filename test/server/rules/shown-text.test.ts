import { describe, expect, test } from 'vitest';
import { isBlank, isolated, titleOr } from '#server/rules/text/shown-text';

describe('what can be seen', () => {
  test.each([
    '',
    ' \n\t',
    '\u200b\u200d\ufeff',
    '\u2800',
    '\u3164\u115f\uffa0',
    '\u00ad\u2060\ufe0f',
    '\u202e\u2069',
    '\u{e0041}',
    '\0\u0007\u2028',
  ])('nothing of %j', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(titleOr(text, '(no title)')).toBe('(no title)');
  });

  test.each(['.', '\u200b·', 'ש', '👩‍👩‍👧', '\ufffd', '\u2801', '\u0301'])('something of %j', (text) => {
    expect(isBlank(text)).toBe(false);
    expect(titleOr(text, '(no title)')).toBe(text);
  });
});

describe("somebody's text in a sentence of ours", () => {
  test.each(['Shop', 'Büro 7 — 3', '東京', '(no title)'])(
    'that runs to the right stays as it is: %j',
    (text) => {
      expect(isolated(text)).toBe(text);
    },
  );

  test.each([
    ['חנות', '\u2068חנות\u2069'],
    ['Shop متجر!', '\u2068Shop متجر!\u2069'],
    ['a\u202eb', '\u2068a\u202eb\u2069'],
    // It would end our isolate before its own end, or leave it open for what follows.
    ['ש\u2069\u202e', '\u2068ש\u202e\u2069'],
    ['\u2067ש', '\u2068ש\u2069'],
    ['\u2068ש\u2069: x', '\u2068\u2068ש\u2069: x\u2069'],
  ])('is kept apart: %j', (text, apart) => {
    expect(isolated(text)).toBe(apart);
  });
});
