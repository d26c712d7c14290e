import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSupervisor } from '../../electron/inbox/supervisor.ts';

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

test('tries again for ever, with pauses that grow to 15 seconds', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  const found = times(reconnect, 8);
  const pauses = found.map((time, index) => time - (found[index - 1] ?? 0));
  expect(pauses).toEqual([2_000, 3_000, 5_000, 9_000, 15_000, 15_000, 15_000, 15_000]);
});

test('different computers do not come back in step', () => {
  const early = setUp(0);
  early.supervisor.down();
  expect(times(early.reconnect, 3)).toEqual([1_000, 2_000, 3_000]);
});

test('nothing is tried while it is up; a short success does not reset the pauses, a long one does', () => {
  const { reconnect, supervisor } = setUp();
  supervisor.down();
  times(reconnect, 3);
  supervisor.up();
  vi.advanceTimersByTime(10_000);
  expect(reconnect).toHaveBeenCalledTimes(3);
  supervisor.down();
  expect(times(reconnect, 1)).toEqual([9_000]);
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
