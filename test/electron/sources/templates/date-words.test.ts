import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateWords } from '../../../../electron/sources/templates/date-words.ts';
import { REGION } from '../../../support/region.ts';

/** In this zone, for somebody who reads this language. What stands before AM is a narrow blank in some versions. */
const wordsIn = (
  timeZone: string,
  texts: readonly string[],
  locale = 'en-US',
): readonly (string | undefined)[] =>
  texts.map((text) => dateWords(text, { locale, timeZone })?.replaceAll('\u202f', ' '));

/** West and east of UTC as far as it goes. */
const ZONES = ['America/New_York', 'Asia/Tokyo', 'Pacific/Pago_Pago', 'Pacific/Kiritimati', 'UTC'];

describe('a date for people', () => {
  test.each(ZONES)('that is a day is the same day in %s', (zone) => {
    const days = ['2026-12-03T00:00:00.000000Z', '2026-12-03', '2026-12-03 00:00:00'];
    expect(wordsIn(zone, days)).toEqual(days.map(() => 'Dec 3, 2026'));
  });

  test.each([
    ['America/New_York', 'Dec 2, 2026, 8:30 PM'],
    ['Asia/Tokyo', 'Dec 3, 2026, 10:30 AM'],
  ])('that is a moment is told in the time of %s', (zone, words) => {
    const moments = [
      '2026-12-03T01:30:00.000000Z',
      '2026-12-03T01:30:00.123Z',
      '2026-12-03T01:30:00Z',
      '2026-12-03T02:30+01:00',
      '2026-12-02 20:30:00-05:00',
      '2026-12-03 01:30:00+00',
      '2026-12-03T07:00:00.5+0530',
    ];
    expect(wordsIn(zone, moments)).toEqual(moments.map(() => words));
    // This one has no time zone.
    expect(wordsIn(zone, ['2026-12-03 01:30:00'])).toEqual(['Dec 3, 2026, 1:30 AM']);
  });

  test("is in the user's language", () => {
    const [day, moment] = wordsIn(
      'Europe/Berlin',
      ['2026-12-03T00:00:00.000000Z', '2026-12-03T12:30:00.000000Z'],
      'de',
    );
    expect(day).toBe('03.12.2026');
    expect(moment).toBe('03.12.2026, 13:30');
  });

  test.each([
    ...['', 'Monday', '2026', '20261203', '2026-12', '2026-02-30', '0000-00-00 00:00:00', '2026-13-01'],
    ...['2026-12-03T25:00:00Z', '2026-12-03T08:61:00Z', 'on 2026-12-03', '2026-12-03-7', '2026-12-03\n'],
  ])('is not %j', (text) => {
    expect(dateWords(text, REGION)).toBeNull();
  });

  test('is never thrown at', () => {
    const part = fc.constantFrom(
      '2026',
      '-12',
      '-03',
      'T',
      ' ',
      '00:00',
      ':00',
      '.000000',
      'Z',
      '+14:00',
      '9',
    );
    fc.assert(
      fc.property(fc.string({ unit: part, maxLength: 9 }), (text) => {
        expect(dateWords(text, REGION) ?? '').toBeTypeOf('string');
      }),
    );
  });
});
