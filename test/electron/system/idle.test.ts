import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdle } from '../../../electron/system/idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('two minutes without input are idle; its user is back with the next input, and then nothing is asked any more', () => {
  const world = { seconds: 119 };
  const secondsIdle = vi.fn(() => world.seconds);
  const idle = createIdle({ secondsIdle });
  const onChange = vi.fn();
  idle.onChange(onChange);
  expect([idle.isIdle(), vi.getTimerCount()]).toEqual([false, 0]);

  world.seconds = 120;
  expect([idle.isIdle(), idle.isIdle(), vi.getTimerCount()]).toEqual([true, true, 1]);
  vi.advanceTimersByTime(60_000);
  expect(onChange).not.toHaveBeenCalled();
  world.seconds = 1;
  vi.advanceTimersByTime(2_000);
  expect([onChange.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
});

test('it ends with the app', () => {
  const idle = createIdle({ secondsIdle: () => 500 });
  idle.isIdle();
  idle.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
