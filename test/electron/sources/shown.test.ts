import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeenEvent, SourceConnection } from '#app/source-view';
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
  const remembered: SeenEvent[] = [];
  const events = { all: () => remembered, add: (event: SeenEvent) => void remembered.unshift(event) };
  return { shown: createShown({ events, now: () => NOW, onChange }), onChange, remembered };
}

test('what came last is known, also from an earlier run', () => {
  const { shown, onChange, remembered } = setUp();
  expect(shown.view().lastEventAt).toBeNull();
  const event = (at: string): SeenEvent => ({
    ...{ at, channel: 'c', event: 'e', aliases: [], data: '{}', mapped: false },
  });
  remembered.push(event('2026-11-21T10:00:00Z'));
  expect(shown.view().lastEventAt).toBe('2026-11-21T10:00:00Z');
  shown.event(event('2026-11-22T10:00:00Z'));
  expect(shown.view().lastEventAt).toBe('2026-11-22T10:00:00Z');
  expect(shown.events()).toHaveLength(2);
  expect(onChange).toHaveBeenCalledTimes(1);
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
