import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCounts } from '../../../server/realtime/channels/counts.ts';
import { connected, once, startRealtime, stockClient } from './harness.ts';

const count = (channel: string, n: number) => ({
  event: 'pusher_internal:subscription_count',
  channel,
  data: JSON.stringify({ subscription_count: n }),
});

describe('where it is enabled', () => {
  it.each(['news', 'private-a', 'private-encrypted-a', 'cache-a'])(
    'the subscribers of %s are told at each change, the new one included',
    async (channel) => {
      const { url, appState, events } = await startRealtime({ subscriptionCount: true });
      appState.publish(channel, 'kept', '{}');
      const [a, b] = [await connected(url), await connected(url)];
      await a.join(channel);
      await a.rest();
      await b.join(channel);
      expect((await b.rest()).at(-1)).toEqual(count(channel, 2));
      b.unsubscribe(channel);
      await b.rest();
      expect(await a.rest()).toEqual([count(channel, 2), count(channel, 1)]);
      a.unsubscribe(channel);
      await a.rest();
      expect(
        events.flatMap((event) => (event.name === 'subscription_count' ? [event.subscription_count] : [])),
      ).toEqual([1, 2, 1, 0]);
    },
  );

  it('those of a presence channel are not', async () => {
    const { url, events } = await startRealtime({ subscriptionCount: true });
    const client = await connected(url);
    await client.join('presence-a', '{"user_id":"1"}');
    expect(await client.rest()).toEqual([]);
    expect(events.map(({ name }) => name)).not.toContain('subscription_count');
  });

  it('pusher-js knows the number', async () => {
    const channel = stockClient(await startRealtime({ subscriptionCount: true })).subscribe('news');
    expect(await once(channel, 'pusher:subscription_count')).toEqual({ subscription_count: 1 });
  });

  it('many changes are sent at most once in an interval, and the last number at the end', async () => {
    const limits = { counts: { above: 2, intervalMs: 200 } };
    const { url } = await startRealtime({ subscriptionCount: true }, { limits });
    const first = await connected(url);
    await first.join('news');
    for (let n = 2; n <= 10; n += 1) await (await connected(url)).join('news');
    await expect.poll(() => first.frames.at(-1)).toEqual(count('news', 10));
    expect(first.frames.length).toBeLessThan(11);
  });
});

it('is not sent if it is not enabled', async () => {
  const { url, events } = await startRealtime();
  const client = await connected(url);
  await client.join('news');
  expect(await client.rest()).toEqual([]);
  expect(events.map(({ name }) => name)).toEqual(['channel_occupied']);
});

it('ends when it is switched off, pending numbers included', async () => {
  const limits = { counts: { above: 0, intervalMs: 50 } };
  const host = await startRealtime({ subscriptionCount: true }, { limits });
  const [a, b] = [await connected(host.url), await connected(host.url)];
  await a.join('news');
  await b.join('news');
  host.change({ subscriptionCount: false });
  const other = await startRealtime({ subscriptionCount: true }, { limits });
  const [c, d] = [await connected(other.url), await connected(other.url)];
  await c.join('news');
  await d.join('news');
  await expect.poll(() => c.frames.at(-1)).toEqual(count('news', 2));
  expect(await b.rest()).toEqual([]);
});

describe('the throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  function open() {
    const told: [string, number][] = [];
    const counts = createCounts({ above: 100, intervalMs: 5_000 }, (channel, n) => told.push([channel, n]));
    return { counts, take: () => told.splice(0) };
  }

  it('sends each change up to the bound, and above it one per interval, for each channel separately', () => {
    const { counts, take } = open();
    for (const n of [99, 100, 101, 102, 103]) counts.changed('a', n);
    counts.changed('b', 200);
    expect(take()).toEqual([
      ['a', 99],
      ['a', 100],
      ['a', 101],
      ['b', 200],
    ]);
    vi.advanceTimersByTime(5_000);
    expect(take()).toEqual([['a', 103]]);
    counts.changed('a', 104);
    expect(take()).toEqual([]);
    vi.advanceTimersByTime(5_000);
    expect(take()).toEqual([['a', 104]]);
    vi.advanceTimersByTime(50_000);
    expect(take()).toEqual([]);
    counts.changed('a', 105);
    expect(take()).toEqual([['a', 105]]);
  });

  it('sends nothing if the number returns to the one sent last', () => {
    const { counts, take } = open();
    for (const n of [101, 102, 101]) counts.changed('a', n);
    vi.advanceTimersByTime(50_000);
    expect(take()).toEqual([['a', 101]]);
  });

  it('ends its pause when few are left, and holds no timer for a channel that is gone', () => {
    const { counts, take } = open();
    for (const n of [101, 102, 100, 101, 0]) counts.changed('a', n);
    expect(take()).toEqual([
      ['a', 101],
      ['a', 100],
      ['a', 101],
      ['a', 0],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
