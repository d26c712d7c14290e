import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPause, createPresenting, type SwitchMemory } from '../../../electron/situation/pause.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 10, 2) }));
afterEach(() => void vi.useRealTimers());

/** Timers stand still meanwhile, and both clocks go on. */
let slept = 0;
function sleep(ms: number): void {
  slept += ms;
  vi.setSystemTime(Date.now() + ms);
}
const setClock = (by: number): void => void vi.setSystemTime(Date.now() + by);
const now = (): Date => new Date();

function setUp(stored: SwitchMemory = {}) {
  const memory = new Map<keyof SwitchMemory, unknown>(
    Object.entries(stored) as [keyof SwitchMemory, unknown][],
  );
  const onChange = vi.fn();
  const deps = {
    memory: {
      get: (key: keyof SwitchMemory) => memory.get(key) as never, // One map for both kinds.
      set: (...args: unknown[]) => void memory.set(args[0] as keyof SwitchMemory, args[1]),
      delete: (key: keyof SwitchMemory) => void memory.delete(key),
    },
    now,
    elapsed: () => performance.now() + slept,
  };
  const start = () => {
    const pause = createPause(deps);
    pause.onChange(onChange);
    return pause;
  };
  return { pause: start(), deps, memory, onChange, restart: start };
}

test.each([
  ['30m', new Date(2026, 10, 22, 10, 32)],
  ['1h', new Date(2026, 10, 22, 11, 2)],
  ['4h', new Date(2026, 10, 22, 14, 2)],
  ['tomorrow', new Date(2026, 10, 23, 8, 0)],
] as const)('a pause of %s ends by itself', (length, end) => {
  const { pause, onChange } = setUp();
  pause.start(length);
  expect(pause.until()).toBe(end.toISOString());
  vi.advanceTimersByTime(end.getTime() - Date.now() - 1);
  expect(pause.until()).not.toBeNull();
  vi.advanceTimersByTime(1);
  expect(pause.until()).toBeNull();
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('a computer that slept over the end is not paused any more', () => {
  const { pause } = setUp();
  pause.start('1h');
  sleep(5 * HOUR);
  vi.advanceTimersByTime(30_000);
  expect(pause.until()).toBeNull();
});

test.each([
  ['back', -2 * HOUR],
  ['forward', 2 * HOUR],
])('a pause of 30 minutes has 30 minutes, also when the clock is set %s, and says when it ends', (_, by) => {
  const { pause, memory } = setUp();
  pause.start('30m');
  vi.advanceTimersByTime(10 * MINUTE);
  setClock(by);
  vi.advanceTimersByTime(MINUTE);
  const end = new Date(Date.now() + 19 * MINUTE).toISOString();
  expect([pause.until(), memory.get('pausedUntil')]).toEqual([end, end]);
  vi.advanceTimersByTime(19 * MINUTE - 1);
  expect(pause.until()).toBe(end);
  vi.advanceTimersByTime(1);
  expect(pause.until()).toBeNull();
});

test.each([-2 * HOUR, 2 * HOUR])(
  'one until tomorrow ends at eight by the clock, though it is set by %i ms',
  (by) => {
    const { pause } = setUp();
    pause.start('tomorrow');
    setClock(by);
    const end = new Date(2026, 10, 23, 8, 0).getTime();
    vi.advanceTimersByTime(end - Date.now() - 1);
    expect(pause.until()).not.toBeNull();
    vi.advanceTimersByTime(MINUTE);
    expect(pause.until()).toBeNull();
  },
);

test('setting the clock back by days does not extend the pause by days', () => {
  const { pause } = setUp();
  pause.start('tomorrow');
  setClock(-50 * HOUR);
  vi.advanceTimersByTime(34 * HOUR);
  expect(pause.until()).toBeNull();
});

test('a restart keeps the pause, unless it is over', () => {
  const until = new Date(2026, 10, 22, 11, 0).toISOString();
  expect(setUp({ pausedUntil: until }).pause.until()).toBe(until);
  const over = setUp({ pausedUntil: new Date(2026, 10, 22, 9, 0).toISOString(), pausedFor: HOUR });
  expect(over.pause.until()).toBeNull();
  expect(over.memory.size).toBe(0);
  expect(setUp({ pausedUntil: 'nonsense' }).pause.until()).toBeNull();
});

test('a file that says otherwise makes no pause of years', () => {
  const { pause } = setUp({ pausedUntil: '2126-11-22T10:00:00Z', pausedFor: 100 * 365 * 24 * HOUR });
  expect(pause.until()).toBe(new Date(2026, 10, 29, 10, 2).toISOString());
});

test('a clock that was set back before the restart does not make it longer than it was meant to be', () => {
  const { pause, restart } = setUp();
  pause.start('30m');
  pause.dispose();
  setClock(-2 * HOUR);
  const next = restart();
  expect(next.until()).toBe(new Date(Date.now() + 30 * MINUTE).toISOString());
  vi.advanceTimersByTime(30 * MINUTE);
  expect(next.until()).toBeNull();
});

test.each([
  ['a chosen moment', '2026-11-22T17:30:00.000Z', '2026-11-22T17:30:00.000Z'],
  ['one in a month, which is too long', '2026-12-22T12:00:00Z', '2026-11-29T10:02:00.000Z'],
] as const)('until %s it ends by itself, also after a restart', (_, until, end) => {
  vi.setSystemTime('2026-11-22T10:02:00Z');
  const { pause, restart } = setUp();
  pause.start(until);
  expect(pause.until()).toBe(end);
  pause.dispose();
  const next = restart();
  vi.advanceTimersByTime(Date.parse(end) - Date.now() - 1);
  expect(next.until()).toBe(end);
  vi.advanceTimersByTime(1);
  expect(next.until()).toBeNull();
});

test.each(['2026-11-22T09:00:00Z', '2026-99-99T99:99Z'] as const)('until %s it is no pause', (until) => {
  vi.setSystemTime('2026-11-22T10:02:00Z');
  const { pause, memory } = setUp();
  pause.start('30m');
  pause.start(until);
  expect([pause.until(), memory.size]).toEqual([null, 0]);
});

test('presenting lasts an hour, survives a restart, and leaves the pause alone', () => {
  const { pause, deps } = setUp();
  pause.start('30m');
  const presenting = createPresenting(deps);
  presenting.start();
  const end = new Date(Date.now() + HOUR).toISOString();
  expect(presenting.until()).toBe(end);
  presenting.dispose();
  const next = createPresenting(deps);
  vi.advanceTimersByTime(HOUR - 1);
  expect([next.until(), pause.until()]).toEqual([end, null]);
  vi.advanceTimersByTime(1);
  expect(next.until()).toBeNull();
  next.start();
  next.end();
  expect(next.until()).toBeNull();
});

test('it can be ended by hand', () => {
  const { pause, memory } = setUp();
  pause.start('tomorrow');
  pause.end();
  expect(pause.until()).toBeNull();
  expect(memory.size).toBe(0);
});

test('one that ends while it is being restored is over, without a callback', () => {
  const until = new Date(Date.now() + 1).toISOString();
  const memory = new Map<string, unknown>([['pausedUntil', until]]);
  let looks = 0;
  const pause = createPause({
    memory: {
      get: (key) => memory.get(key) as never,
      set: (...args: unknown[]) => void memory.set(String(args[0]), args[1]),
      delete: (key) => void memory.delete(key),
    },
    // The clock goes on between two looks at it.
    now: () => new Date(Date.now() + 10 * looks++),
    elapsed: () => 10 * looks,
  });
  expect(pause.until()).toBeNull();
  expect(memory.has('pausedUntil')).toBe(false);
});
