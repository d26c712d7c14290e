/** When a snooze ends: what is offered, what a reader writes, and the days on which the clocks change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Zone, zoneOf } from '#server/rules/quiet-hours/zone';
import { readMoment, snoozeChoices } from '#server/rules/snooze/snooze';
import { SNOOZE_MIN } from '#server/rules/state';

const zone = zoneOf('Europe/Berlin') as Zone;
/** A Wednesday. */
const NOW = Date.parse('2026-12-02T10:07:00+01:00');
const wallOf = (at: number): string => new Date(zone.wall(at)).toISOString().slice(0, 16).replace('T', ' ');
const offered = (now: number) =>
  Object.fromEntries(snoozeChoices(now, zone).map(({ id, until }) => [id, wallOf(until)]));
const read = (text: string, now = NOW): string => {
  const moment = readMoment(text, now, zone);
  return 'until' in moment ? wallOf(moment.until) : moment.refused;
};

describe('what is offered', () => {
  test('on a weekday morning', () => {
    expect(offered(NOW)).toEqual({
      ...{ later: '2026-12-02 13:15', evening: '2026-12-02 18:00', tomorrow: '2026-12-03 08:00' },
      ...{ weekend: '2026-12-05 09:00', nextWeek: '2026-12-07 08:00' },
    });
  });

  test('late in the evening, and on Sunday, no time twice and none that is over', () => {
    expect(offered(Date.parse('2026-12-02T21:00:00+01:00'))).toEqual({
      ...{ tomorrow: '2026-12-03 08:00', weekend: '2026-12-05 09:00', nextWeek: '2026-12-07 08:00' },
    });
    expect(Object.keys(offered(Date.parse('2026-12-06T17:58:00+01:00')))).toEqual(['later', 'tomorrow']);
  });

  test('is always far enough ahead, in the order of the table, and in the morning when it is another day', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW, max: NOW + 400 * 86_400_000 }), (now) => {
        for (const { id, until } of snoozeChoices(now, zone)) {
          expect(until).toBeGreaterThanOrEqual(now + SNOOZE_MIN);
          if (id === 'tomorrow' || id === 'nextWeek') expect(wallOf(until)).toMatch(/ 08:00$/);
        }
      }),
    );
  });
});

describe('what is written', () => {
  test.each([
    ['in 3h', '2026-12-02 13:07'],
    ['1h 30m', '2026-12-02 11:37'],
    ['1.5 hours', '2026-12-02 11:37'],
    ['in 2 days', '2026-12-04 10:07'],
    ['2w', '2026-12-16 10:07'],
    ['fri 9', '2026-12-04 09:00'],
    ['Friday at 9', '2026-12-04 09:00'],
    ['wed 9', '2026-12-09 09:00'],
    ['wed 11', '2026-12-02 11:00'],
    ['tomorrow 14:30', '2026-12-03 14:30'],
    ['tomorrow', '2026-12-03 08:00'],
    ['tmr evening', '2026-12-03 18:00'],
    ['tonight', '2026-12-02 20:00'],
    ['9', '2026-12-03 09:00'],
    ['12', '2026-12-02 12:00'],
    ['9pm', '2026-12-02 21:00'],
    ['12am', '2026-12-03 00:00'],
    ['noon', '2026-12-02 12:00'],
    ['next week', '2026-12-07 08:00'],
    ['weekend', '2026-12-05 08:00'],
    ['2027-01-04 8:15', '2027-01-04 08:15'],
    ['today 9', 'past'],
    ['2026-12-01', 'past'],
    ['in 2 m', 'soon'],
    ['', 'unknown'],
    ['25:00', 'unknown'],
    ['13pm', 'unknown'],
    ['some day', 'unknown'],
    ['f', 'unknown'],
    ['in 99999999999999999999 days', 'unknown'],
  ])('%j is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('is understood in the reader’s language, with or without its accents', () => {
    const weekdays = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'];
    const french = { weekdays, today: 'aujourd’hui', tomorrow: 'démain' };
    const at = (text: string) => readMoment(text, NOW, zone, french);
    expect(at('ven 9')).toEqual({ until: Date.parse('2026-12-04T09:00:00+01:00') });
    expect(at('Demain 7:30')).toEqual({ until: Date.parse('2026-12-03T07:30:00+01:00') });
    expect(at('fri 9')).toEqual({ until: Date.parse('2026-12-04T09:00:00+01:00') });
  });

  test('keeps the time of the day when the clocks change, and hours are hours', () => {
    const eve = Date.parse('2027-03-27T10:00:00+01:00');
    expect(read('tomorrow 10', eve)).toBe('2027-03-28 10:00');
    expect(readMoment('in 1 day', eve, zone)).toEqual({ until: eve + 23 * 3_600_000 });
    expect(readMoment('in 24h', eve, zone)).toEqual({ until: eve + 24 * 3_600_000 });
    // 2:30 does not exist that night.
    expect(read('tomorrow 2:30', eve)).toBe('2027-03-28 03:00');
  });

  test('never leads into the past, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(in )?\d{1,4} ?[mhdw]$/)), (text) => {
        const moment = readMoment(text, NOW, zone);
        if ('until' in moment) expect(moment.until).toBeGreaterThanOrEqual(NOW + SNOOZE_MIN);
      }),
    );
  });

  test('a day and a time are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW + SNOOZE_MIN + 60_000, max: NOW + 1_000 * 86_400_000 }), (at) => {
        const wall = wallOf(at);
        const moment = readMoment(wall, NOW, zone);
        expect('until' in moment && wallOf(moment.until)).toBe(wall);
      }),
    );
  });
});
