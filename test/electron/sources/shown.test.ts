import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeenEvent, SourceConnection } from '#app/sources';
import { inTheirWords } from '../../../electron/sources/detail.ts';
import { createShown } from '../../../electron/sources/shown.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const waiting: SourceConnection = {
  status: 'waiting',
  trouble: 'unreachable',
  detail: inTheirWords('no route'),
  retryAt: null,
};
const stopped = (trouble: 'signed_out' | 'key_unknown'): SourceConnection => ({
  ...waiting,
  status: 'stopped',
  trouble,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const onChange = vi.fn();
  return { shown: createShown({ now: () => NOW, onChange }), onChange };
}

test('the newest fifty events are remembered, newest first', () => {
  const { shown } = setUp();
  const event = (index: number): SeenEvent => ({
    ...{ at: `2026-11-22T10:00:${String(index).padStart(2, '0')}Z`, channel: 'c' },
    ...{ event: `e${index}`, aliases: [], data: '{}', mapped: false, usual: null },
  });
  for (let index = 0; index < 60; index += 1) shown.event(event(index));
  expect(shown.events()).toHaveLength(50);
  expect(shown.events()[0]).toEqual(event(59));
  expect(shown.view().lastEventAt).toBe(event(59).at);
});

test('the last trouble stays when it is over', () => {
  const { shown } = setUp();
  shown.connection(waiting);
  shown.connection({ status: 'online' });
  expect(shown.view()).toMatchObject({
    connection: { status: 'online' },
    lastError: { trouble: 'unreachable', detail: inTheirWords('no route'), at: NOW.toISOString() },
  });
});

test('what needs its user says so at once, also while it is tried again', () => {
  const { shown } = setUp();
  shown.connection(stopped('signed_out'));
  expect(shown.problem()).toBe('signed_out');
  shown.connection({ status: 'connecting' });
  expect(shown.problem()).toBe('signed_out');
  shown.connection(stopped('key_unknown'));
  expect(shown.problem()).toBe('refused');
  shown.connection({ status: 'online' });
  expect(shown.problem()).toBeNull();
});

test('to connect for the first time, or after waking up, is not yet a loss', () => {
  const { shown } = setUp();
  expect(shown.problem()).toBeNull();
  shown.connection({ status: 'connecting' });
  expect(shown.problem()).toBe('connecting');
  shown.connection({ status: 'catching_up' });
  expect(shown.problem()).toBeNull();
  shown.connection({ status: 'connecting' });
  expect(shown.problem()).toBe('connecting');
});

test('a loss says so at once, and until it is over', () => {
  const { shown } = setUp();
  shown.connection({ status: 'online' });
  shown.connection(waiting);
  expect(shown.problem()).toBe('reconnecting');
  shown.connection({ status: 'connecting' });
  expect(shown.problem()).toBe('reconnecting');
  shown.connection({ status: 'off' });
  expect(shown.problem()).toBeNull();
  shown.connection({ status: 'connecting' });
  expect(shown.problem()).toBe('connecting');
});

test('what does not pass for two minutes is unreachable, however often it is tried', () => {
  const { shown, onChange } = setUp();
  shown.connection(waiting);
  vi.advanceTimersByTime(90_000);
  shown.connection({ status: 'connecting' });
  shown.connection(waiting);
  expect(shown.problem()).toBe('reconnecting');
  onChange.mockClear();
  vi.advanceTimersByTime(30_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(shown.problem()).toBe('unreachable');
  shown.connection({ status: 'catching_up' });
  expect(shown.problem()).toBeNull();
});

test('short troubles do not add up', () => {
  const { shown } = setUp();
  shown.connection(waiting);
  vi.advanceTimersByTime(100_000);
  shown.connection({ status: 'online' });
  shown.connection(waiting);
  vi.advanceTimersByTime(100_000);
  expect(shown.problem()).toBe('reconnecting');
});
