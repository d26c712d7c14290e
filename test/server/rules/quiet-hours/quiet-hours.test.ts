import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type QuietHours, type QuietWindow, quietTimes } from '#server/rules/quiet-hours/quiet-hours';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string): number => Date.parse(text);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const of = (zone: string, ...windows: readonly QuietWindow[]) =>
  quietTimes({ on: true, zone, windows }, 'UTC');
const night = (from: string, to: string, days: readonly number[] = EVERY_DAY) => ({ days, from, to });

test('a night begins in the evening of its day and ends the next morning', () => {
  // 2026-11-27 is a Friday.
  const quiet = of('Europe/Berlin', night('22:00', '07:00', [5]));
  expect(['20:59:59.999', '21:00'].map((time) => quiet.isQuiet(at(`2026-11-27T${time}Z`)))).toEqual([
    false,
    true,
  ]);
  expect(['05:59:59.999', '06:00'].map((time) => quiet.isQuiet(at(`2026-11-28T${time}Z`)))).toEqual([
    true,
    false,
  ]);
  expect(iso(quiet.endsAt(at('2026-11-27T22:30Z')))).toBe('2026-11-28T06:00:00.000Z');
  expect(iso(quiet.nextChange(at('2026-11-28T06:00Z')))).toBe('2026-12-04T21:00:00.000Z');
  expect(quiet.endsAt(at('2026-11-28T06:00Z'))).toBeNull();
});

test('windows that meet end together', () => {
  const quiet = of('UTC', night('12:00', '13:00'), night('13:00', '14:00'), night('12:30', '12:45'));
  expect(iso(quiet.endsAt(at('2026-11-30T12:10Z')))).toBe('2026-11-30T14:00:00.000Z');
});

test('one that begins and ends at the same time lasts a day, and all week has no end', () => {
  const sunday = of('UTC', night('00:00', '00:00', [7]));
  expect(iso(sunday.endsAt(at('2026-11-29T12:00Z')))).toBe('2026-11-30T00:00:00.000Z');
  const always = of('UTC', night('09:00', '09:00'));
  const moment = at('2026-11-29T12:00Z');
  expect([always.isQuiet(moment), always.endsAt(moment), always.nextChange(moment)]).toEqual([
    true,
    null,
    null,
  ]);
});

test('a gap that daylight saving time swallows comes a week later', () => {
  // All the time, except on Sundays from 2:15 to 2:45. On 2027-03-28 Berlin has no such time.
  const quiet = of(
    'Europe/Berlin',
    night('02:45', '02:15', [7]),
    night('02:15', '02:15', [1, 2, 3, 4, 5, 6]),
  );
  expect(iso(quiet.endsAt(at('2027-03-22T12:00Z')))).toBe('2027-04-04T00:15:00.000Z');
});

test('an hour that comes twice is quiet without a break, and one that is skipped is not quiet', () => {
  const autumn = of('Europe/Berlin', night('22:00', '02:30'));
  expect(iso(autumn.endsAt(at('2026-10-24T22:00Z')))).toBe('2026-10-25T01:30:00.000Z');
  const spring = of('Europe/Berlin', night('02:10', '02:50'));
  expect(iso(spring.nextChange(at('2027-03-27T12:00Z')))).toBe('2027-03-29T00:10:00.000Z');
});

test('off, or without windows, it is never quiet', () => {
  const moment = at('2026-11-30T23:00Z');
  const off = quietTimes({ on: false, zone: '', windows: [night('22:00', '07:00')] }, 'UTC');
  for (const quiet of [off, of('UTC'), of('UTC', night('22:00', '07:00', []))]) {
    expect([quiet.isQuiet(moment), quiet.endsAt(moment), quiet.nextChange(moment)]).toEqual([
      false,
      null,
      null,
    ]);
  }
});

test("this computer's zone counts where none is chosen, or an unknown one", () => {
  const evening: QuietHours = { on: true, zone: '', windows: [night('22:00', '23:00')] };
  const inTokyo = at('2026-11-30T13:30Z');
  expect(quietTimes(evening, 'Asia/Tokyo').isQuiet(inTokyo)).toBe(true);
  expect(quietTimes({ ...evening, zone: 'Mars/Olympus' }, 'Asia/Tokyo').isQuiet(inTokyo)).toBe(true);
  expect(quietTimes({ ...evening, zone: 'UTC' }, 'Asia/Tokyo').isQuiet(inTokyo)).toBe(false);
});

/** Weeks in which these zones change their clocks: by an hour or half of one, at night or at midnight; or never. */
const WEEKS = [
  ['Europe/Berlin', '2027-03-28'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['America/Havana', '2026-11-01'],
  ['Asia/Kathmandu', '2026-06-01'],
] as const;

/** Weekday and minute of the week by the clock on the wall, from another source than the rule has: the words of `toLocaleString`. */
function walls(zone: string, from: number, minutes: number): readonly number[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: minutes }, (_, index) =>
    Date.parse(`${format.format(from + index * MINUTE).replace(' ', 'T')}Z`),
  );
}

/** Each minute of the week, marked by a walk over them: a window is quiet from its first minute on the wall to its last one. */
function quietMinutes(windows: readonly QuietWindow[], wall: readonly number[]): readonly boolean[] {
  const quiet = wall.map(() => false);
  const midnights = new Set(wall.map((time) => Math.floor(time / DAY) * DAY));
  for (const midnight of midnights) {
    for (const { days, from, to } of windows) {
      if (!days.includes(((new Date(midnight).getUTCDay() + 6) % 7) + 1)) continue;
      const start = at(`${new Date(midnight).toISOString().slice(0, 10)}T${from}Z`);
      const sameDay = at(`${new Date(midnight).toISOString().slice(0, 10)}T${to}Z`);
      const end = to > from ? sameDay : sameDay + DAY;
      const first = wall.findIndex((time) => time >= start);
      const last = wall.findLastIndex((time) => time < end);
      if (first === -1) continue;
      for (let minute = first; minute <= last; minute += 1) quiet[minute] = true;
    }
  }
  return quiet;
}

const time = fc
  .tuple(fc.nat(23), fc.constantFrom(0, 1, 15, 30, 45, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const someWindow = fc.record({ days: fc.subarray(EVERY_DAY), from: time, to: time });

test.each(WEEKS)(
  'in the week around the change of %s on %s it agrees with a walk over all minutes',
  (zone, day) => {
    const BEFORE = 5 * DAY;
    const LENGTH = (12 * DAY) / MINUTE;
    const start = at(`${day}T00:00Z`) - BEFORE;
    const wall = walls(zone, start, LENGTH);
    fc.assert(
      fc.property(fc.array(someWindow, { maxLength: 3 }), fc.nat(5 * 24 * 60), (windows, offset) => {
        const expected = quietMinutes(windows, wall);
        const quiet = of(zone, ...windows);
        // Away from the edges of what was walked over.
        const minute = (3 * DAY) / MINUTE + offset;
        const moment = start + minute * MINUTE;
        expect(quiet.isQuiet(moment)).toBe(expected[minute]);
        const change = expected.findIndex((is, index) => index > minute && is !== expected[minute]);
        const next = quiet.nextChange(moment);
        const edge = start + (LENGTH - (2 * DAY) / MINUTE) * MINUTE;
        if (change === -1 || start + change * MINUTE > edge) {
          expect(next === null || next > edge).toBe(true);
        } else {
          expect(iso(next)).toBe(iso(start + change * MINUTE));
          if (expected[minute]) expect(quiet.endsAt(moment)).toBe(next);
        }
      }),
      { numRuns: 12 },
    );
  },
);
