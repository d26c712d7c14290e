import { describe, expect, it } from 'vitest';
import type { RealtimeApp } from '../../../server/apps/realtime-app.ts';
import { ERRORS, type ErrorName } from '../../../server/realtime/protocol.ts';
import { connected, type Host, once, startRealtime, stockClient } from './harness.ts';

const member = (id: unknown) => JSON.stringify({ user_id: id });
const clientEvent = (channel: string, data?: unknown, event = 'client-typing') => ({ event, channel, data });

async function pair(host: Host, channel: string) {
  const [sender, other] = [await connected(host.url), await connected(host.url)];
  const data = (id: string) => (channel.startsWith('presence-') ? member(id) : undefined);
  await sender.join(channel, data('ada'));
  await other.join(channel, data('bob'));
  await sender.rest();
  return { sender, other };
}

describe('a client event', () => {
  it.each([[{ at: 'once' }], ['{"at":"once"}'], [[1, 2]], [7], [null], [undefined]])(
    'with data %j reaches the others as it was sent, not the sender, and is told as text',
    async (data) => {
      const host = await startRealtime();
      const { sender, other } = await pair(host, 'private-a');
      sender.send(clientEvent('private-a', data));
      expect(await sender.rest()).toEqual([]);
      expect(await other.rest()).toEqual([
        { event: 'client-typing', channel: 'private-a', ...(data !== undefined && { data }) },
      ]);
      expect(host.events.at(-1)).toEqual({
        name: 'client_event',
        channel: 'private-a',
        event: 'client-typing',
        data: typeof data === 'string' ? data : (JSON.stringify(data) ?? ''),
        socket_id: sender.socketId,
      });
    },
  );

  it('names its sender on a presence channel, whatever the sender says', async () => {
    const host = await startRealtime();
    const { sender, other } = await pair(host, 'presence-a');
    sender.send({ ...clientEvent('presence-a', {}), user_id: 'eve' });
    expect(await other.rest()).toEqual([
      { event: 'client-typing', channel: 'presence-a', data: {}, user_id: 'ada' },
    ]);
    expect(host.events.at(-1)).toMatchObject({ name: 'client_event', user_id: 'ada' });
  });

  it('goes from pusher-js to pusher-js', async () => {
    const host = await startRealtime();
    const [a, b] = ['ada', 'bob'].map((id) =>
      stockClient(host, { member: { user_id: id } }).subscribe('presence-a'),
    );
    if (a === undefined || b === undefined) throw new Error('no channels');
    await Promise.all([a, b].map((channel) => once(channel, 'pusher:subscription_succeeded')));
    const got = new Promise((resolve) => {
      b.bind('client-typing', (data: unknown, meta: unknown) => resolve([data, meta]));
    });
    a.trigger('client-typing', { at: 'once' });
    expect(await got).toEqual([{ at: 'once' }, { user_id: 'ada' }]);
  });

  const on = 'private-a';
  it.each<[string, Partial<RealtimeApp>, string, object, ErrorName]>([
    ['is not enabled', { clientEvents: false }, on, clientEvent(on, {}), 'client_events_off'],
    ['goes to a public channel', {}, 'news', clientEvent('news', {}), 'client_event_channel'],
    [
      'goes to an encrypted channel',
      {},
      'private-encrypted-a',
      clientEvent('private-encrypted-a', {}),
      'client_event_channel',
    ],
    ['goes to where its sender is not', {}, on, clientEvent('private-b', {}), 'client_event_channel'],
    ['goes to no channel', {}, on, { event: 'client-a', data: {} }, 'malformed_message'],
    ['has over 10 KB of text', {}, on, clientEvent(on, 'x'.repeat(10 * 1024 + 1)), 'client_event_too_big'],
    ['has over 10 KB of JSON', {}, on, clientEvent(on, ['é'.repeat(5 * 1024)]), 'client_event_too_big'],
    ['has too long a name', {}, on, clientEvent(on, {}, `client-${'x'.repeat(194)}`), 'client_event_name'],
  ])('that %s is refused; the socket stays', async (_what, settings, channel, frame, name) => {
    const host = await startRealtime(settings);
    const { sender, other } = await pair(host, channel);
    sender.send(frame);
    expect(await sender.rest()).toEqual([{ event: 'pusher:error', data: ERRORS[name] }]);
    expect(await other.rest()).toEqual([]);
    expect(host.events.map((event) => event.name)).toEqual(['channel_occupied']);
  });

  it('may have exactly 10 KB and a name of 200 characters', async () => {
    const host = await startRealtime();
    const { sender, other } = await pair(host, 'private-a');
    const event = `client-${'x'.repeat(193)}`;
    sender.send(clientEvent('private-a', 'x'.repeat(10 * 1024), event));
    expect(await sender.rest()).toEqual([]);
    expect(await other.rest()).toMatchObject([{ event }]);
  });

  it('nested so deeply that it cannot be written again is refused', async () => {
    const host = await startRealtime();
    const { sender } = await pair(host, 'private-a');
    const depth = 30_000;
    sender.send(`{"event":"client-a","channel":"private-a","data":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const [refusal] = await sender.rest();
    expect(refusal?.event).toBe('pusher:error');
  });

  it('comes through at most ten times a second; the rest is dropped with 4301 and the socket stays', async () => {
    const host = await startRealtime({}, { limits: { clientEvents: { perSecond: 0.001, burst: 10 } } });
    const { sender, other } = await pair(host, 'private-a');
    for (let i = 0; i < 25; i += 1) sender.send(clientEvent('private-a', i));
    expect(await sender.rest()).toEqual(
      Array.from({ length: 15 }, () => ({ event: 'pusher:error', data: ERRORS.client_events_too_fast })),
    );
    expect((await other.rest()).map(({ data }) => data)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await sender.join('news');
  });
});
