import os from 'node:os';
import { expect, test } from 'vitest';
import { createMonotonicClock } from '../../server/clock.ts';

test('continues from the wall clock, whatever happens to that later', () => {
  let wall = 1_000_000;
  let uptime = 50;
  const monotonic = createMonotonicClock(
    () => wall,
    () => uptime,
  );
  expect(monotonic()).toBe(1_000_000);
  wall -= 900_000;
  uptime += 7.6;
  expect(monotonic()).toBe(1_000_008);
});

test("follows this computer's own clock", () => {
  const before = os.uptime() * 1_000;
  const monotonic = createMonotonicClock();
  expect(Math.abs(monotonic() - Date.now())).toBeLessThan(1_000 + os.uptime() * 1_000 - before);
});
