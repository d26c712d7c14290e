import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCache } from '../../../server/realtime/channels/cache.ts';
import { LIMITS } from '../../../server/realtime/limits.ts';
import { connected, once, startRealtime, stockClient } from './harness.ts';

const dataFor = (channel: string) => (channel.startsWith('presence-') ? '{"user_id":"1"}' : undefined);

describe.each(['cache-a', 'private-cache-a', 'private-encrypted-cache-a', 'presence-cache-a'])(
  '%s',
  (channel) => {
    it('starts with the last event, which it stores with and without subscribers', async () => {
      const { url, appState, events } = await startRealtime();
      appState.publish(channel, 'old', '1');
      appState.publish(channel, 'new', '2');
      const client = await connected(url);
      await client.join(channel, dataFor(channel));
      expect(await client.rest()).toEqual([{ event: 'new', channel, data: '2' }]);
      appState.publish(channel, 'newer', '3');
      expect(await client.rest()).toEqual([{ event: 'newer', channel, data: '3' }]);
      client.unsubscribe(channel);
      await client.join(channel, dataFor(channel));
      expect(await client.rest()).toEqual([{ event: 'newer', channel, data: '3' }]);
      expect(appState.cached(channel)).toEqual({ event: 'newer', data: '3', ttl: 1800 });
      expect(events).not.toContainEqual(expect.objectContaining({ name: 'cache_miss' }));
    });

    it('says so where there is none', async () => {
      const { url, appState, events } = await startRealtime();
      const client = await connected(url);
      await client.join(channel, dataFor(channel));
      expect(await client.rest()).toEqual([{ event: 'pusher:cache_miss', channel }]);
      expect(events).toContainEqual({ name: 'cache_miss', channel });
      expect(appState.cached(channel)).toBeNull();
    });
  },
);

it.each(['news', 'cached', 'private-a', 'private-encrypted-a', 'presence-a'])(
  '%s keeps nothing and misses nothing',
  async (channel) => {
    const { url, appState } = await startRealtime();
    appState.publish(channel, 'old', '1');
    const client = await connected(url);
    await client.join(channel, dataFor(channel));
    expect(await client.rest()).toEqual([]);
    expect(appState.cached(channel)).toBeNull();
  },
);

it('does not keep what a client sent', async () => {
  const { url, appState } = await startRealtime();
  const [sender, other] = [await connected(url), await connected(url)];
  await sender.join('private-cache-a');
  await other.join('private-cache-a');
  sender.send({ event: 'client-a', channel: 'private-cache-a', data: {} });
  await sender.rest();
  expect(appState.cached('private-cache-a')).toBeNull();
});

it('gives pusher-js the last event, or the miss', async () => {
  const host = await startRealtime();
  host.appState.publish('cache-a', 'e', '{"n":1}');
  const pusher = stockClient(host);
  expect(await once(pusher.subscribe('cache-a'), 'e')).toEqual({ n: 1 });
  await once(pusher.subscribe('cache-b'), 'pusher:cache_miss');
});

describe('the cache', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const open = (limits: Partial<typeof LIMITS.cache> = {}) =>
    createCache({ ...LIMITS.cache, ...limits }, Date.now);

  it('forgets after half an hour, counted from the event', () => {
    const cache = open();
    cache.put('a', 'e', '1');
    vi.advanceTimersByTime(29 * 60_000 + 59_500);
    expect(cache.get('a')).toEqual({ event: 'e', data: '1', ttl: 1 });
    vi.advanceTimersByTime(500);
    expect(cache.get('a')).toBeNull();
    cache.put('a', 'e', '2');
    expect(cache.get('a')).toEqual({ event: 'e', data: '2', ttl: 1800 });
  });

  it('stores a limited number of channels, those with the latest events', () => {
    const cache = open({ entries: 2 });
    for (const channel of ['a', 'b', 'a', 'c']) cache.put(channel, 'e', '');
    expect(['a', 'b', 'c'].map((channel) => cache.get(channel) !== null)).toEqual([true, false, true]);
  });

  it('stores a limited number of bytes, and never an event that is larger', () => {
    const cache = open({ bytes: 10_000 });
    for (const channel of ['a', 'b', 'c']) cache.put(channel, 'e', 'x'.repeat(2_000));
    expect(['a', 'b', 'c'].map((channel) => cache.get(channel) !== null)).toEqual([false, true, true]);
    cache.put('d', 'e', 'x'.repeat(10_000));
    expect(cache.get('d')).toBeNull();
    cache.put('e', 'e', 'x'.repeat(2_000));
    expect(cache.get('e')).not.toBeNull();
  });
});
