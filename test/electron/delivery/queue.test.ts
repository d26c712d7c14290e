import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createQueue, FOLD_WINDOW } from '../../../electron/delivery/queue.ts';
import { notification } from '../../support/notification.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(announce: () => Promise<void> = () => Promise.resolve()) {
  const turns: string[][] = [];
  const queue = createQueue((items) => {
    turns.push(items.map(({ id }) => id));
    return announce();
  });
  return { queue, turns };
}

test('the first goes out at once, those of the next second together, and again', async () => {
  const { queue, turns } = setUp();
  queue.push([notification(1)]);
  expect(turns).toEqual([['id-1']]);
  queue.push([notification(2)]);
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW - 1);
  queue.push([notification(3)]);
  expect(turns).toEqual([['id-1']]);
  await vi.advanceTimersByTimeAsync(1);
  expect(turns).toEqual([['id-1'], ['id-2', 'id-3']]);
  queue.push([notification(4)]);
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW);
  expect(turns).toEqual([['id-1'], ['id-2', 'id-3'], ['id-4']]);
});

test('after a quiet second the next is immediate again', async () => {
  const { queue, turns } = setUp();
  queue.push([notification(1)]);
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW);
  queue.push([notification(2)]);
  expect(turns).toEqual([['id-1'], ['id-2']]);
});

test('several at once: the first alone, the others together', async () => {
  const { queue, turns } = setUp();
  queue.push([notification(1), notification(2), notification(3)]);
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW);
  expect(turns).toEqual([['id-1'], ['id-2', 'id-3']]);
});

test('a slow announcement holds the next back, so that one is under way at a time', async () => {
  const ends: (() => void)[] = [];
  const { queue, turns } = setUp(() => new Promise((resolve) => ends.push(resolve)));
  queue.push([notification(1)]);
  queue.push([notification(2)]);
  await vi.advanceTimersByTimeAsync(5 * FOLD_WINDOW);
  queue.push([notification(3)]);
  expect(turns).toEqual([['id-1']]);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(turns).toEqual([['id-1'], ['id-2', 'id-3']]);
});

test('dropped notifications never show a toast', async () => {
  const { queue, turns } = setUp();
  queue.push([notification(1), notification(2), notification(3)]);
  queue.drop(new Set(['id-2']));
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW);
  expect(turns).toEqual([['id-1'], ['id-3']]);
});

test('disposed, it says nothing more and leaves no timer', async () => {
  const { queue, turns } = setUp();
  queue.push([notification(1), notification(2)]);
  queue.dispose();
  await vi.advanceTimersByTimeAsync(FOLD_WINDOW);
  expect(turns).toEqual([['id-1']]);
  expect(vi.getTimerCount()).toBe(0);
});
