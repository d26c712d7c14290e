import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppEvent } from '../../../server/apps/apps.ts';
import { createDebounce, type Debounce } from '../../../server/webhooks/debounce.ts';
import { makeApp, occupied, vacated } from './stage.ts';

const added = (user_id: string, channel = 'presence-a'): AppEvent => ({
  name: 'member_added',
  channel,
  user_id,
});
const removed = (user_id: string, channel = 'presence-a'): AppEvent => ({
  name: 'member_removed',
  channel,
  user_id,
});

describe('comings and goings', () => {
  const app = makeApp([]);
  let emitted: AppEvent[];
  let debounce: Debounce;
  beforeEach(() => {
    vi.useFakeTimers();
    emitted = [];
    debounce = createDebounce({
      delayMs: 3_000,
      now: Date.now,
      emit: (_, event) => emitted.push(event),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([vacated('a'), removed('5')])('an end ($name) is sent after three seconds', (end) => {
    debounce.push(app, end);
    vi.advanceTimersByTime(2_999);
    expect(emitted).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(emitted).toEqual([end]);
  });

  test.each([
    [vacated('a'), occupied('a')],
    [removed('5'), added('5')],
  ])('a return within that time: neither is told (%o)', (end, beginning) => {
    debounce.push(app, end);
    vi.advanceTimersByTime(2_999);
    debounce.push(app, beginning);
    vi.advanceTimersByTime(10_000);
    expect(emitted).toEqual([]);
    debounce.push(app, end);
    vi.advanceTimersByTime(3_000);
    debounce.push(app, beginning);
    expect(emitted).toEqual([end, beginning]);
  });

  test('a beginning, and an event without a counterpart, is sent at once', () => {
    const events: AppEvent[] = [
      occupied('a'),
      added('5'),
      { name: 'cache_miss', channel: 'cache-a' },
      { name: 'subscription_count', channel: 'a', subscription_count: 1 },
      { name: 'client_event', channel: 'private-a', event: 'client-a', data: '1', socket_id: '1.1' },
    ];
    for (const event of events) debounce.push(app, event);
    expect(emitted).toEqual(events);
  });

  test('somebody else does not cancel: another channel, user or app', () => {
    debounce.push(app, vacated('a'));
    debounce.push(app, removed('5'));
    const others: AppEvent[] = [occupied('b'), added('6'), added('5', 'presence-b')];
    for (const event of others) debounce.push(app, event);
    debounce.push(makeApp([], { id: '8' }), occupied('a'));
    expect(emitted).toEqual([...others, occupied('a')]);
    vi.advanceTimersByTime(3_000);
    expect(emitted.slice(4)).toEqual([vacated('a'), removed('5')]);
  });

  test('each waits its own time, and leaves in order', () => {
    debounce.push(app, vacated('a'));
    vi.advanceTimersByTime(1_000);
    debounce.push(app, vacated('b'));
    vi.advanceTimersByTime(1_000);
    debounce.push(app, occupied('a'));
    debounce.push(app, vacated('a'));
    vi.advanceTimersByTime(2_000);
    expect(emitted).toEqual([vacated('b')]);
    vi.advanceTimersByTime(1_000);
    expect(emitted).toEqual([vacated('b'), vacated('a')]);
  });

  test('a flush sends at once, and only once', () => {
    debounce.push(app, vacated('a'));
    debounce.push(app, removed('5'));
    debounce.flush();
    vi.advanceTimersByTime(10_000);
    expect(emitted).toEqual([vacated('a'), removed('5')]);
  });
});
