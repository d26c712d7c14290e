import { expect, test } from 'vitest';
import { oneAtATime } from '../../electron/one-at-a-time.ts';

test('a call from inside runs afterwards, so that the newest is told last', () => {
  const told: number[] = [];
  let now = 1;
  const tell = oneAtATime(() => {
    const then = now;
    if (then === 1) {
      now = 2;
      tell();
    }
    told.push(then);
  });
  tell();
  expect(told).toEqual([1, 2]);
  tell();
  expect(told).toEqual([1, 2, 2]);
});

test('one that threw runs again', () => {
  let runs = 0;
  const run = oneAtATime(() => {
    runs += 1;
    if (runs === 1) throw new Error('once');
  });
  expect(run).toThrow('once');
  run();
  expect(runs).toBe(2);
});
