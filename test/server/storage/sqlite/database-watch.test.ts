import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDatabase } from '../../../../server/storage/sqlite/database-watch.ts';

const EVERY_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch() {
  const at = { version: 1, changes: 0, failures: 0, logged: 0 };
  const stop = watchDatabase({
    version: () => at.version,
    async onChange() {
      at.changes += 1;
      if (at.failures-- > 0) throw new Error('the disk is away');
    },
    everyMs: EVERY_MS,
    log: {
      error() {
        at.logged += 1;
      },
    },
  });
  return { at, stop };
}

test('a change is noticed, once', async () => {
  const { at } = watch();
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(at.changes).toBe(0);
  at.version = 2;
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(at.changes).toBe(1);
});

test('what failed is tried again at the next look', async () => {
  const { at } = watch();
  Object.assign(at, { version: 2, failures: 2 });
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
  expect([at.changes, at.logged]).toEqual([2, 2]);
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
  expect([at.changes, at.logged]).toEqual([3, 2]);
});

test('once stopped it looks no more', async () => {
  const { at, stop } = watch();
  stop();
  at.version = 2;
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(at.changes).toBe(0);
});
