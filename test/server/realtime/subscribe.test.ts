import { describe, expect, it } from 'vitest';
import { ERRORS, servedKind } from '../../../server/realtime/protocol.ts';
import { signChannel } from '../../../server/realtime/signature.ts';
import { APP, type Client, connected, once, startRealtime, stockClient, subscribe } from './harness.ts';

describe('the kind of a channel', () => {
  it.each([
    ['orders', 'public', ''],
    ['aZ09_-=@,.;', 'public', ''],
    ['privately', 'public', ''],
    ['presences', 'public', ''],
    ['cached', 'public', ''],
    ['x'.repeat(200), 'public', ''],
    ['private-App.Models.User.1', 'private', ''],
    ['private-encrypted', 'private', ''],
    ['presence-room', 'presence', ''],
    ['presence-encrypted-room', 'presence', ''],
    ['cache-news', 'public', 'cached'],
    ['private-cache-news', 'private', 'cached'],
    ['presence-cache-room', 'presence', 'cached'],
    ['private-encrypted-news', 'private', 'encrypted'],
    ['private-encrypted-cache-news', 'private', 'cached encrypted'],
    ['#server-to-user-1', 'user', ''],
    ['#server-to-user-ada lovelace', 'user', ''],
  ] as const)('%s is %s %s', (name, access, traits) => {
    expect(servedKind(name)).toEqual({
      access,
      cached: traits.includes('cached'),
      encrypted: traits.includes('encrypted'),
    });
  });

  it.each(['', 'x'.repeat(201), 'a b', 'a#c', '#other', 'a\n', 'ünï', 'private-a:b', 'presence-a/b'])(
    '%j is no name',
    (name) => {
      expect(servedKind(name)).toBeNull();
    },
  );
});

describe('subscribing', () => {
  it('gets the events of a public channel, each once, in order, and of no other', async () => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    expect(await client.join('news')).toEqual({
      event: 'pusher_internal:subscription_succeeded',
      channel: 'news',
      data: '{}',
    });
    appState.publish('news', 'first', '{"text":"ünï 🔔"}');
    appState.publish('other', 'foreign', '{}');
    appState.publish('news', 'second', 'plain');
    expect(await client.rest()).toEqual([
      { event: 'first', channel: 'news', data: '{"text":"ünï 🔔"}' },
      { event: 'second', channel: 'news', data: 'plain' },
    ]);
  });

  it('gets an event of any size', async () => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    await client.join('news');
    for (const size of [0, 70, 126, 65_000, 66_000, 200_000]) {
      const data = 'é'.repeat(size);
      appState.publish('news', 'e', data);
      expect(await client.next()).toEqual({ event: 'e', channel: 'news', data });
    }
  });

  it('leaves out the socket that an event excepts', async () => {
    const { url, appState } = await startRealtime();
    const [a, b] = [await connected(url), await connected(url)];
    await a.join('news');
    await b.join('news');
    appState.publish('news', 'e', '{}', a.socketId);
    expect(await a.rest()).toEqual([]);
    expect(await b.rest()).toMatchObject([{ event: 'e' }]);
  });

  it('succeeds again for who is subscribed, and delivers once', async () => {
    const { url, appState, events } = await startRealtime();
    const client = await connected(url);
    await client.join('news');
    await client.join('news');
    appState.publish('news', 'e', '{}');
    expect(await client.rest()).toHaveLength(1);
    expect(events).toEqual([{ name: 'channel_occupied', channel: 'news' }]);
  });

  it('ends silently, also where there was none', async () => {
    const { url, appState, events } = await startRealtime();
    const client = await connected(url);
    await client.join('news');
    for (const channel of ['news', 'news', 'never', 'a b']) client.unsubscribe(channel);
    await client.rest();
    appState.publish('news', 'late', '{}');
    expect(await client.rest()).toEqual([]);
    expect(events).toEqual([
      { name: 'channel_occupied', channel: 'news' },
      { name: 'channel_vacated', channel: 'news' },
    ]);
  });

  it('reports a channel when its first subscriber comes and its last goes, however it goes', async () => {
    const { url, appState, events } = await startRealtime();
    const [a, b] = [await connected(url), await connected(url)];
    await a.join('news');
    await b.join('news');
    expect([...appState.channels()]).toEqual([{ name: 'news', subscriptionCount: 2, userCount: null }]);
    expect([...appState.channels('new')]).toHaveLength(1);
    expect([...appState.channels('old')]).toEqual([]);
    a.unsubscribe('news');
    await a.rest();
    expect(appState.channel('news')).toEqual({ name: 'news', subscriptionCount: 1, userCount: null });
    b.socket.terminate();
    await expect.poll(() => events.at(-1)).toEqual({ name: 'channel_vacated', channel: 'news' });
    expect(events).toHaveLength(2);
    expect(appState.channel('news')).toBeNull();
  });

  it.each([undefined, '{"user_id":"1"}', 'anything'])(
    'gets into a private channel with a signature, which covers its data (%s)',
    async (data) => {
      const { url, appState } = await startRealtime();
      const client = await connected(url);
      await client.join('private-a', data);
      appState.publish('private-a', 'e', '{}');
      expect(await client.next()).toMatchObject({ event: 'e' });
    },
  );

  it('gets pusher-js into a private channel', async () => {
    const host = await startRealtime();
    const channel = stockClient(host).subscribe('private-a');
    await once(channel, 'pusher:subscription_succeeded');
    const got = once(channel, 'e');
    host.appState.publish('private-a', 'e', '{"n":1}');
    expect(await got).toEqual({ n: 1 });
  });

  type Row = readonly [
    what: string,
    act: (client: Client) => void,
    channel: string,
    type: string,
    status: number,
  ];
  const auth = (client: Client, channel: string, data?: string, app = { ...APP }) =>
    signChannel(app, client.socketId, channel, data);
  const refusals: readonly Row[] = [
    ['no signature', (c) => c.send(subscribe('private-a')), 'private-a', 'AuthError', 401],
    [
      'a wrong signature',
      (c) => c.send(subscribe('private-a', `${APP.key}:${'0'.repeat(64)}`)),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'the signature of another socket',
      (c) => c.send(subscribe('private-a', signChannel(APP, '1.1', 'private-a'))),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'the signature of another channel',
      (c) => c.send(subscribe('private-a', auth(c, 'private-b'))),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'the key of another app',
      (c) => c.send(subscribe('private-a', auth(c, 'private-a', undefined, { ...APP, key: 'other' }))),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'channel data that was not signed',
      (c) => c.send(subscribe('private-a', auth(c, 'private-a'), '{}')),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'signed channel data left out',
      (c) => c.send(subscribe('private-a', auth(c, 'private-a', '{}'))),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'no signature on a presence channel',
      (c) => c.send(subscribe('presence-a', '', '{"user_id":"1"}')),
      'presence-a',
      'AuthError',
      401,
    ],
    [
      'no signature on a private cache channel',
      (c) => c.send(subscribe('private-cache-a')),
      'private-cache-a',
      'AuthError',
      401,
    ],
    [
      'no signature on an encrypted channel',
      (c) => c.send(subscribe('private-encrypted-a')),
      'private-encrypted-a',
      'AuthError',
      401,
    ],
    ["a user's channel", (c) => c.subscribe('#server-to-user-1'), '#server-to-user-1', 'AuthError', 403],
    ['a name outside of the alphabet', (c) => c.subscribe('a b'), 'a b', 'InvalidChannel', 400],
    [
      'channel data that is an object',
      (c) =>
        c.send({ event: 'pusher:subscribe', data: { channel: 'presence-a', auth: '', channel_data: {} } }),
      'presence-a',
      'AuthError',
      400,
    ],
    ['a name of the server', (c) => c.subscribe('#a'), '#a', 'InvalidChannel', 400],
    ['too long a name', (c) => c.subscribe('x'.repeat(201)), 'x'.repeat(201), 'InvalidChannel', 400],
  ];
  it.each(refusals)('with %s is refused on the channel and as 4009; the socket stays', async (...row) => {
    const [, act, channel, type, status] = row;
    const { url, appState, events } = await startRealtime();
    const client = await connected(url);
    act(client);
    expect(await client.next()).toEqual({
      event: 'pusher:subscription_error',
      channel,
      data: { type, status, error: expect.any(String) },
    });
    expect(await client.next()).toEqual({ event: 'pusher:error', data: ERRORS.subscription_refused });
    appState.publish(channel, 'secret', '{}');
    expect(await client.rest()).toEqual([]);
    expect([...appState.channels()]).toEqual([]);
    expect(events).toEqual([]);
  });

  it('reports a refusal to pusher-js on its channel', async () => {
    const host = await startRealtime();
    const pusher = stockClient(host, {
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler: (_params, done) => done(null, { auth: `${APP.key}:00` }),
      },
    });
    const error = once(pusher.subscribe('private-a'), 'pusher:subscription_error');
    expect(await error).toMatchObject({ type: 'AuthError', status: 401 });
    expect(pusher.connection.state).toBe('connected');
  });

  it('asks for the app each time, so that a new secret holds at once', async () => {
    const { url, change } = await startRealtime();
    const client = await connected(url);
    change({ secret: 'new' });
    client.subscribe('private-a');
    expect(await client.next()).toMatchObject({ event: 'pusher:subscription_error' });
    await client.rest();
    client.send(subscribe('private-a', signChannel({ ...APP, secret: 'new' }, client.socketId, 'private-a')));
    expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded' });
  });

  it('is limited per connection; a known channel and a freed place are not refused', async () => {
    const { url } = await startRealtime({}, { limits: { subscriptions: 2 } });
    const client = await connected(url);
    for (const channel of ['a', 'b', 'c', 'b']) client.subscribe(channel);
    client.unsubscribe('a');
    client.subscribe('c');
    expect(await client.rest()).toMatchObject([
      { event: 'pusher_internal:subscription_succeeded', channel: 'a' },
      { event: 'pusher_internal:subscription_succeeded', channel: 'b' },
      { event: 'pusher:subscription_error', channel: 'c', data: { type: 'LimitReached' } },
      { event: 'pusher:error', data: ERRORS.too_many_subscriptions },
      { event: 'pusher_internal:subscription_succeeded', channel: 'b' },
      { event: 'pusher_internal:subscription_succeeded', channel: 'c' },
    ]);
  });
});
