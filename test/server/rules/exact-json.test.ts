import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactNumber, idText, parseExact } from '#server/rules/json/exact-json';

const again = (json: string): string => JSON.stringify(parseExact(json));

describe('JSON that is read and written again', () => {
  test.each([
    '9007199254740993',
    '-9007199254740993',
    '18446744073709551615',
    '1000000000000000000000',
    '1e400',
    '-1E400',
    '1e-400',
    '1.5e+300',
    '0.10000000000000000555',
    '12345678.123456789012',
    '123456789012345678',
  ])('keeps the number %s, wherever it is', (number) => {
    for (const json of [
      number,
      `[${number}]`,
      `{"a":${number}}`,
      `{"a":[1,${number},{"b":-1.5,"c":${number}}]}`,
    ]) {
      const written = again(json);
      // One that JavaScript holds may be spelled in another way.
      expect([json, json.replaceAll(number, JSON.stringify(Number(number)))]).toContain(written);
      if (!Number.isFinite(Number(number)) || Number(number) === 0 || /^-?\d+$/.test(number)) {
        expect(written).toBe(json);
      }
    }
    expect(again(`{\n "a" :\t${number} }`)).toBe(again(`{"a":${number}}`));
  });

  test.each([
    ['5', 5],
    ['5.0000000000000000', 5],
    ['1e3', 1_000],
    ['0e999', 0],
    ['0.00000000000000000', 0],
    ['9007199254740992', 2 ** 53],
    ['0.1', 0.1],
    ['0.1000000000000000000', 0.1],
  ])('takes %s for the number that it is', (json, number) => {
    expect(parseExact(json)).toBe(number);
  });

  test('leaves texts alone, and refuses what is no JSON', () => {
    const text = '{"a":"9007199254740993, 1e400","1e400":"x: 9007199254740993"}';
    expect(parseExact(text)).toEqual(JSON.parse(text));
    for (const odd of ['', '{', '[9007199254740993', '09007199254740993', '1e']) {
      expect(() => parseExact(odd)).toThrow(SyntaxError);
    }
  });

  test('is as JSON.parse has it, where that rounds nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(again(json)).toBe(json);
      }),
    );
  });

  test('keeps every whole number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (number) => {
        expect(again(`{"id":${number}}`)).toBe(`{"id":${number}}`);
        expect(idText(parseExact(`${number}`))).toBe(`${number}`);
      }),
    );
  });

  test('an exact number is no text, no list, and no object with fields', () => {
    const number = parseExact('9007199254740993');
    expect(number).toBeInstanceOf(ExactNumber);
    expect([`${number}`, Object.keys(number as object), idText([]), idText(null)]).toEqual([
      '9007199254740993',
      [],
      null,
      null,
    ]);
  });
});
