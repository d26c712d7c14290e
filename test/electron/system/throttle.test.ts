import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from '../../../electron/system/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('runs after what called, once for all calls of that turn', () => {
  let runs = 0;
  const { call } = throttle(() => {
    runs += 1;
  }, 50);
  call();
  call();
  expect(runs).toBe(0);
  vi.advanceTimersByTime(0);
  expect(runs).toBe(1);
});

test('while called again it runs at most once in the time, and does not lose the last call', () => {
  const told: number[] = [];
  let now = 0;
  const { call } = throttle(() => void told.push(now), 50);
  for (now = 1; now <= 120; now += 1) {
    call();
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(50);
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told.at(-1)).toBeGreaterThanOrEqual(120);
  vi.advanceTimersByTime(1_000);
  expect(told.length).toBeLessThanOrEqual(4);
});

test('a call from inside runs afterwards, so that the newest value is announced last', () => {
  const told: number[] = [];
  let now = 1;
  const { call } = throttle(() => {
    const then = now;
    if (then === 1) {
      now = 2;
      call();
    }
    told.push(then);
  }, 50);
  call();
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 2]);
});

test('a job that threw runs again', () => {
  let runs = 0;
  const { call } = throttle(() => {
    runs += 1;
    if (runs === 1) throw new Error('once');
  }, 50);
  call();
  expect(() => vi.advanceTimersByTime(0)).toThrow('once');
  vi.advanceTimersByTime(50);
  call();
  vi.advanceTimersByTime(0);
  expect(runs).toBe(2);
});

test('disposed, it runs no more', () => {
  let runs = 0;
  const { call, dispose } = throttle(() => {
    runs += 1;
  }, 50);
  call();
  dispose();
  vi.advanceTimersByTime(100);
  expect(runs).toBe(0);
});
