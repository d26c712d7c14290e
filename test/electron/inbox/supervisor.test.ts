import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSupervisor } from '../../../electron/inbox/supervisor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(random = 1) {
  const reconnect = vi.fn();
  return { reconnect, supervisor: createSupervisor({ reconnect, random: () => random }) };
}

/** When the next `count` reconnects come, in milliseconds from now. */
function times(reconnect: ReturnType<typeof vi.fn>, count: number): number[] {
  const start = Date.now();
  const found: number[] = [];
  reconnect.mockImplementation(() => found.push(Date.now() - start));
  while (found.length < count) vi.advanceTimersByTime(50);
  return found;
}

test('tries again without end, with pauses that grow to 15 seconds', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  const found = times(reconnect, 8);
  const pauses = found.map((time, index) => time - (found[index - 1] ?? 0));
  expect(pauses).toEqual([2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000]);
});

test('different computers do not come back in step', () => {
  const early = setUp(0);
  early.supervisor.down();
  expect(times(early.reconnect, 3)).toEqual([1_000, 3_000, 7_000]);
});

test('nothing is tried while it is up; a short success does not reset the pauses, a long one does', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  times(reconnect, 3);
  supervisor.up();
  vi.advanceTimersByTime(10_000);
  expect(reconnect).toHaveBeenCalledTimes(3);
  supervisor.down();
  expect(times(reconnect, 1)).toEqual([15_000]);
  supervisor.up();
  vi.advanceTimersByTime(30_000);
  supervisor.down();
  expect(times(reconnect, 1)).toEqual([2_000]);
});

test('a kick tries at once', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  supervisor.kick();
  expect(reconnect).toHaveBeenCalledTimes(1);
});

test('what needs its user is tried again after minutes, then hours; what passes, soon again', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  times(reconnect, 4);
  expect(supervisor.failed('refused')).toBe(10 * 60_000);
  vi.advanceTimersByTime(10 * 60_000);
  expect(reconnect).toHaveBeenCalledTimes(5);
  expect(supervisor.failed('refused')).toBe(20 * 60_000);
  expect(supervisor.failed('connection')).toBe(2_000);
});

test('an attempt has a time limit and then counts as late', () => {
  const onLate = vi.fn();
  const reconnect = vi.fn();
  const supervisor = createSupervisor({ reconnect, random: () => 0, attempt: { limit: 5_000, onLate } });
  supervisor.begin();
  vi.advanceTimersByTime(4_999);
  expect(onLate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onLate).toHaveBeenCalledTimes(1);
  expect(reconnect).not.toHaveBeenCalled();
  supervisor.failed('connection');
  vi.advanceTimersByTime(1_000);
  expect(reconnect).toHaveBeenCalledTimes(1);
  supervisor.up();
  vi.advanceTimersByTime(60_000);
  expect(onLate).toHaveBeenCalledTimes(1);
  expect(reconnect).toHaveBeenCalledTimes(1);
});
