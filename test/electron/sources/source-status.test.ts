import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeenEvent, SourceConnection } from '#app/source-view';
import { inTheirWords } from '../../../electron/sources/detail.ts';
import { createSourceStatus } from '../../../electron/sources/source-status.ts';

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
  return { status: createSourceStatus({ events, now: () => NOW, onChange }), onChange, remembered };
}

test('what came last is known, also from an earlier run', () => {
  const { status, onChange, remembered } = setUp();
  expect(status.view().lastEventAt).toBeNull();
  const event = (at: string): SeenEvent => ({
    ...{ at, channel: 'c', event: 'e', aliases: [], data: '{}', mapped: false },
  });
  remembered.push(event('2026-11-21T10:00:00Z'));
  expect(status.view().lastEventAt).toBe('2026-11-21T10:00:00Z');
  status.event(event('2026-11-22T10:00:00Z'));
  expect(status.view().lastEventAt).toBe('2026-11-22T10:00:00Z');
  expect(status.events()).toHaveLength(2);
  expect(onChange).toHaveBeenCalledTimes(1);
});

test('the last trouble stays when it is over', () => {
  const { status } = setUp();
  status.connection(waiting);
  status.connection({ status: 'online' });
  expect(status.view()).toMatchObject({
    connection: { status: 'online' },
    lastError: { trouble: 'unreachable', detail: inTheirWords('no route'), at: NOW.toISOString() },
  });
});

test('what needs its user says so at once, also while it is tried again', () => {
  const { status } = setUp();
  status.connection(stopped('signed_out'));
  expect(status.problem()).toBe('signed_out');
  status.connection({ status: 'connecting' });
  expect(status.problem()).toBe('signed_out');
  status.connection(stopped('key_unknown'));
  expect(status.problem()).toBe('refused');
  status.connection({ status: 'online' });
  expect(status.problem()).toBeNull();
});

test('to connect for the first time, or after waking up, is not yet a loss', () => {
  const { status } = setUp();
  expect(status.problem()).toBeNull();
  status.connection({ status: 'connecting' });
  expect(status.problem()).toBe('connecting');
  status.connection({ status: 'catching_up' });
  expect(status.problem()).toBeNull();
  status.connection({ status: 'connecting' });
  expect(status.problem()).toBe('connecting');
});

test('a loss says so at once, and until it is over', () => {
  const { status } = setUp();
  status.connection({ status: 'online' });
  status.connection(waiting);
  expect(status.problem()).toBe('reconnecting');
  status.connection({ status: 'connecting' });
  expect(status.problem()).toBe('reconnecting');
  status.connection({ status: 'off' });
  expect(status.problem()).toBeNull();
  status.connection({ status: 'connecting' });
  expect(status.problem()).toBe('connecting');
});

test('what does not pass for two minutes is unreachable, however often it is tried', () => {
  const { status, onChange } = setUp();
  status.connection(waiting);
  vi.advanceTimersByTime(90_000);
  status.connection({ status: 'connecting' });
  status.connection(waiting);
  expect(status.problem()).toBe('reconnecting');
  onChange.mockClear();
  vi.advanceTimersByTime(30_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(status.problem()).toBe('unreachable');
  status.connection({ status: 'catching_up' });
  expect(status.problem()).toBeNull();
});

test('short troubles do not add up', () => {
  const { status } = setUp();
  status.connection(waiting);
  vi.advanceTimersByTime(100_000);
  status.connection({ status: 'online' });
  status.connection(waiting);
  vi.advanceTimersByTime(100_000);
  expect(status.problem()).toBe('reconnecting');
});
