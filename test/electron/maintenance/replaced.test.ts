import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReplaced } from '../../../electron/maintenance/replaced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const inodes = new Map([
    ['belfry', 1],
    ['app.asar', 2],
  ]);
  const onReplaced = vi.fn();
  const replaced = createReplaced({
    files: [...inodes.keys()],
    stat: (file) => {
      const ino = inodes.get(file);
      if (ino === undefined) throw new Error('ENOENT');
      return { dev: 1, ino, size: 10, mtimeMs: 5 };
    },
  });
  replaced.onChange(onReplaced);
  return { inodes, replaced, onReplaced };
}

test('other files in the place of those that run are noticed within minutes, and said once', () => {
  const { inodes, replaced, onReplaced } = setUp();
  vi.advanceTimersByTime(10 * 60_000);
  expect(replaced.is()).toBe(false);
  inodes.set('app.asar', 3);
  vi.advanceTimersByTime(2 * 60_000);
  expect(replaced.is()).toBe(true);
  replaced.look();
  vi.advanceTimersByTime(2 * 60_000);
  expect(onReplaced).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('in the middle of it there is nothing to restart into yet', () => {
  const { inodes, replaced } = setUp();
  for (let at = 10; at < 20; at += 1) {
    inodes.set('app.asar', at);
    replaced.look();
    vi.advanceTimersByTime(3_000);
    replaced.look();
    expect(replaced.is()).toBe(false);
  }
  inodes.delete('belfry');
  vi.advanceTimersByTime(2 * 60_000);
  expect(replaced.is()).toBe(false);
  inodes.set('belfry', 9);
  vi.advanceTimersByTime(2 * 60_000);
  expect(replaced.is()).toBe(true);
});

test('restored or removed files are no update', () => {
  const { inodes, replaced } = setUp();
  inodes.set('belfry', 7);
  replaced.look();
  inodes.set('belfry', 1);
  vi.advanceTimersByTime(2 * 60_000);
  expect(replaced.is()).toBe(false);
  inodes.clear();
  vi.advanceTimersByTime(10 * 60_000);
  expect(replaced.is()).toBe(false);
});
