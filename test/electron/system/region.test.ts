import { describe, expect, test } from 'vitest';
import { calendarOf, clockTime, localeOf, spanWords } from '#app/rules/region';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { createRegion } from '../../../electron/system/region.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how times are written', () => {
  test.each([
    ['en-US', null, '3:00 PM', 'November 22'],
    ['de-DE', null, '15:00', '22 November'],
    ['de', null, '15:00', '22 November'],
    ['en-GB', null, '15:00', '22 November'],
    ['ru-RU', null, '15:00', null],
    ['en-US', 'h23', '15:00', 'November 22'],
    ['de-DE', 'h12', '3:00', '22 November'],
    [null, null, '3:00 PM', 'November 22'],
    ['not a locale', null, '3:00 PM', 'November 22'],
  ] as const)('English on a system in %j with %j', (system, clock, time, date) => {
    const locale = localeOf('en', system, clock);
    expect(clockTime(NOON + 3 * HOUR, NOON, { locale, timeZone: 'UTC' })).toContain(time);
    const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long' });
    if (date !== null) expect(day.format(NOON)).toBe(date);
  });

  test('a time of another day of that time zone comes with its weekday', () => {
    const at = (timeZone: string) => clockTime(NOON + 10 * HOUR, NOON, { locale: 'en-GB', timeZone });
    expect(at('UTC')).toBe('22:00');
    expect(at('Asia/Tokyo')).toBe('Mon 07:00');
  });

  test('a span has its days where it is more than one', () => {
    const region = { locale: 'en-GB', timeZone: 'UTC' };
    const words = spanWords({ from: NOON + 2 * MINUTE, until: NOON + 14 * MINUTE }, region);
    expect(words).toMatch(/^12:02\D+12:14$/);
    expect(spanWords({ from: NOON, until: NOON + 24 * HOUR }, region)).toMatch(/22.*23/);
    const shown = createTranslate(() => region)('span', { span: { from: NOON, until: NOON + MINUTE } });
    expect(shown).toMatch(/^12:00\D+12:01$/);
  });

  test('days are those of the time zone, and have 23 to 25 hours', () => {
    const dayOf = calendarOf({ timeZone: 'America/New_York' });
    const midnight = Date.parse('2026-11-01T04:00:00.000Z');
    expect(dayOf(midnight) - dayOf(midnight - 1)).toBe(1);
    expect(dayOf(midnight + 25 * HOUR - 1)).toBe(dayOf(midnight));
    expect(dayOf(midnight + 25 * HOUR)).toBe(dayOf(midnight) + 1);
  });
});

describe('where this computer is', () => {
  const region = (env: Record<string, string>) =>
    createRegion({
      language: 'en',
      platform: 'linux',
      env,
      systemLocale: () => 'fr-FR',
      hourCycle: () => null,
    }).get().locale;

  test.each([
    [{ LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8@euro' }, '15:00'],
    [{ LANG: 'de_DE.UTF-8', LC_TIME: 'en_US.UTF-8' }, '3:00 PM'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'en_GB' }, '15:00'],
    [{ LANG: 'C.UTF-8' }, '3:00 PM'],
    [{}, '3:00 PM'],
  ])('%j writes %s on Linux', (env, words) => {
    expect(clockTime(NOON + 3 * HOUR, NOON, { locale: region(env), timeZone: 'UTC' })).toBe(words);
  });
});
