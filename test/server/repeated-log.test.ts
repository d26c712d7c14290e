import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRepeatedLog } from '../../server/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a trouble is logged when it begins, then once a minute with its count, and again when it returns', () => {
  const lines: string[] = [];
  const report = createRepeatedLog();
  const meet = (key: string) => report(key, (repeated) => void lines.push(`${key} ${repeated}`));
  for (let count = 0; count < 5; count += 1) meet('a');
  meet('b');
  expect(lines).toEqual(['a 0', 'b 0']);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual(['a 0', 'b 0', 'a 4']);
  meet('a');
  meet('b');
  expect(lines).toEqual(['a 0', 'b 0', 'a 4', 'b 0']);
  vi.advanceTimersByTime(120_000);
  expect(lines).toEqual(['a 0', 'b 0', 'a 4', 'b 0', 'a 1']);
  meet('a');
  expect(lines.at(-1)).toBe('a 0');
});
