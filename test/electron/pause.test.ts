import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPause, type PauseMemory } from '../../electron/pause.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22, 10, 2) }));
afterEach(() => void vi.useRealTimers());

function setUp(stored: PauseMemory = {}) {
  const memory = new Map(Object.entries(stored)) as Map<keyof PauseMemory, string>;
  const onChange = vi.fn();
  const pause = createPause({
    memory: {
      get: (key: keyof PauseMemory) => memory.get(key),
      set: (...args: unknown[]) => void memory.set(args[0] as keyof PauseMemory, String(args[1])),
      delete: (key) => void memory.delete(key),
    },
    now: () => new Date(),
    onChange,
  });
  return { pause, memory, onChange };
}

test.each([
  ['30m', new Date(2026, 10, 22, 10, 32)],
  ['1h', new Date(2026, 10, 22, 11, 2)],
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
  vi.setSystemTime(new Date(2026, 10, 22, 15, 0));
  vi.advanceTimersByTime(30_000);
  expect(pause.until()).toBeNull();
});

test('a restart keeps the pause, unless it is over', () => {
  const until = new Date(2026, 10, 22, 11, 0).toISOString();
  expect(setUp({ pausedUntil: until }).pause.until()).toBe(until);
  const over = setUp({ pausedUntil: new Date(2026, 10, 22, 9, 0).toISOString() });
  expect(over.pause.until()).toBeNull();
  expect(over.memory.size).toBe(0);
  expect(setUp({ pausedUntil: 'nonsense' }).pause.until()).toBeNull();
});

test('it can be ended by hand', () => {
  const { pause, memory } = setUp();
  pause.start('tomorrow');
  pause.end();
  expect(pause.until()).toBeNull();
  expect(memory.size).toBe(0);
});
