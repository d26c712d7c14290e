import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSight } from '../../../electron/delivery/sight.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(inFront = true) {
  const window = { inFront };
  const sight = createSight({ inFront: () => window.inFront, elapsed: () => performance.now() });
  const settled: string[] = [];
  const ask = (...ids: readonly string[]): void =>
    void sight.settled(ids).then(() => settled.push(ids.join(' ')));
  return { window, sight, settled, ask };
}

test('what comes into sight is waited for, and not longer than that', async () => {
  const { sight, settled, ask } = setUp();
  ask('a', 'b');
  await vi.advanceTimersByTimeAsync(100);
  sight.report(['a']);
  await vi.advanceTimersByTimeAsync(100);
  expect(settled).toEqual([]);
  sight.report(['a', 'b']);
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).toEqual(['a b']);
  expect([sight.has('a'), sight.has('c')]).toEqual([true, false]);
});

test('what does not come into sight is waited for half a second', async () => {
  const { sight, settled, ask } = setUp();
  ask('a');
  await vi.advanceTimersByTimeAsync(490);
  expect(settled).toEqual([]);
  await vi.advanceTimersByTimeAsync(20);
  expect(settled).toEqual(['a']);
  expect(sight.has('a')).toBe(false);
});

test('nothing waits for a window that nobody looks at, and nothing is in sight in it', async () => {
  const { sight, settled, ask } = setUp(false);
  sight.report(['a']);
  ask('a', 'b');
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).toEqual(['a b']);
  expect(sight.has('a')).toBe(false);
});

test('what was seen a moment before the window went away needs no toast; what was seen long before does', async () => {
  const { window, sight } = setUp();
  sight.report(['a']);
  window.inFront = false;
  expect(sight.has('a')).toBe(true);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(sight.has('a')).toBe(false);
});
