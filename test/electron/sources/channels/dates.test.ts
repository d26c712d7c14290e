import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateWords } from '../../../../electron/sources/channels/dates.ts';

const FILE = path.join(import.meta.dirname, '../../../../electron/sources/channels/dates.ts');

/** On a computer in this zone, whose user reads this language. */
function wordsIn(zone: string, texts: readonly string[], locale = 'en_US.UTF-8'): readonly string[] {
  const script = `import { dateWords } from ${JSON.stringify(pathToFileURL(FILE).href)};
    console.log(JSON.stringify(${JSON.stringify(texts)}.map((text) => dateWords(text))));`;
  const env = { ...process.env, TZ: zone, LC_ALL: locale, NODE_NO_WARNINGS: '1' };
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    encoding: 'utf8',
  });
  // What stands before AM is a narrow blank in some versions.
  return JSON.parse(out.replaceAll('\u202f', ' '));
}

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
    // Of this one nobody says the zone.
    expect(wordsIn(zone, ['2026-12-03 01:30:00'])).toEqual(['Dec 3, 2026, 1:30 AM']);
  });

  test("is in the user's language", () => {
    const [day, moment] = wordsIn(
      'Europe/Berlin',
      ['2026-12-03T00:00:00.000000Z', '2026-12-03T12:30:00.000000Z'],
      'de_DE.UTF-8',
    );
    expect(day).toBe('03.12.2026');
    expect(moment).toBe('03.12.2026, 13:30');
  });

  test('is in English where the system names no language, or one that it lacks', () => {
    for (const none of ['und', 'xx_XX.UTF-8']) {
      expect(wordsIn('UTC', ['2026-12-03'], none)).toEqual(['Dec 3, 2026']);
    }
  });

  test.each([
    ...['', 'Monday', '2026', '20261203', '2026-12', '2026-02-30', '0000-00-00 00:00:00', '2026-13-01'],
    ...['2026-12-03T25:00:00Z', '2026-12-03T08:61:00Z', 'on 2026-12-03', '2026-12-03-7', '2026-12-03\n'],
  ])('is not %j', (text) => {
    expect(dateWords(text)).toBeNull();
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
        expect(dateWords(text) ?? '').toBeTypeOf('string');
      }),
    );
  });
});
