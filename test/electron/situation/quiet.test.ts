import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { QuietHours } from '#server/rules/quiet-hours/quiet-hours';
import { createQuietWatch } from '../../../electron/situation/quiet.ts';

const HOUR = 60 * 60_000;
beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const NIGHT: QuietHours = {
  on: true,
  zone: '',
  windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '07:00' }],
};

function setUp(hours: QuietHours = NIGHT) {
  const world = { hours, zone: 'UTC' };
  const quiet = createQuietWatch({ hours: () => world.hours, zone: () => world.zone, now: Date.now });
  const onChange = vi.fn();
  quiet.onChange(onChange);
  onTestFinished(quiet.dispose);
  quiet.look();
  return { world, quiet, onChange };
}

test('a night begins and ends to the second, and says when it ends', () => {
  const { quiet, onChange } = setUp();
  vi.advanceTimersByTime(2 * HOUR - 1);
  expect([quiet.now(), onChange.mock.calls.length]).toEqual([null, 0]);
  vi.advanceTimersByTime(1);
  expect(quiet.now()).toEqual({ until: Date.parse('2026-12-01T07:00:00Z') });
  expect(onChange).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(9 * HOUR);
  expect([quiet.now(), onChange.mock.calls.length]).toEqual([null, 2]);
});

test.each([
  ['forward into the night', 3 * HOUR, true],
  ['back by a day', -24 * HOUR, false],
])('a clock that is set %s counts at once, and is reported within a minute', (_, by, isQuiet) => {
  const { quiet, onChange } = setUp();
  vi.setSystemTime(Date.now() + by);
  expect(quiet.now() !== null).toBe(isQuiet);
  vi.advanceTimersByTime(60_000);
  expect(onChange).toHaveBeenCalledTimes(isQuiet ? 1 : 0);
});

test('a clock that is set back out of the night ends it', () => {
  const { quiet, onChange } = setUp();
  vi.advanceTimersByTime(3 * HOUR);
  vi.setSystemTime(Date.now() - 2 * HOUR);
  expect(quiet.now()).toBeNull();
  vi.advanceTimersByTime(60_000);
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('other settings and another time zone of this computer count at once', () => {
  const { world, quiet, onChange } = setUp();
  world.zone = 'Asia/Tokyo';
  quiet.look();
  expect([quiet.now(), onChange.mock.calls.length]).toEqual([
    { until: Date.parse('2026-11-30T22:00:00Z') },
    1,
  ]);
  world.hours = { ...NIGHT, on: false };
  quiet.look();
  expect([quiet.now(), onChange.mock.calls.length]).toEqual([null, 2]);
});

test('it wakes nobody while it is off', () => {
  setUp({ ...NIGHT, on: false });
  expect(vi.getTimerCount()).toBe(0);
});
