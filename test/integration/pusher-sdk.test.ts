import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import PusherServer from 'pusher';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import { WEBHOOK_EVENTS } from '../../server/apps/realtime-app.ts';
import { once, record, refusalOf, sdkFor, signedIn, startStage, subscribed } from './pusher-sdk.ts';

type Answer = Promise<Readonly<{ status: number; json(): Promise<unknown> }>>;

const json = async (answer: Answer): Promise<unknown> => (await answer).json();
const get = (sdk: PusherServer, path: string, params = {}) => json(sdk.get({ path, params }));

describe('the pusher SDK publishes', () => {
  it('to one channel, whatever the data is', async () => {
    const { sdk, client } = await startStage();
    const seen = record(await subscribed(await client(), 'news'));
    const values = ['text', { title: 'Grüße 😀', list: [1, null] }, [], 0, '', '{"already":"json"}'];
    for (const value of values) expect(await json(sdk.trigger('news', 'e', value))).toEqual({});
    const expected = ['text', { title: 'Grüße 😀', list: [1, null] }, [], 0, '', { already: 'json' }];
    await expect.poll(() => seen).toEqual(expected.map((value) => ['e', value]));
  });

  it('to several, each once, and to nobody', async () => {
    const { sdk, client } = await startStage();
    const [one, other] = [await client(), await client()];
    const seenByOne = record(one);
    const seenByOther = record(other);
    await subscribed(one, 'a');
    await subscribed(one, 'private-b');
    await subscribed(other, 'private-b');
    await sdk.trigger(['a', 'private-b', 'empty'], 'e', 1);
    await expect
      .poll(() => seenByOne)
      .toEqual([
        ['e', 1],
        ['e', 1],
      ]);
    await expect.poll(() => seenByOther).toEqual([['e', 1]]);
  });

  it('a batch, in order', async () => {
    const { sdk, client } = await startStage();
    const seen = record(await subscribed(await client(), 'news'));
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    const batch = numbers.map((n) => ({ channel: 'news', name: `e${n}`, data: { n } }));
    expect(await json(sdk.triggerBatch(batch))).toEqual({});
    await expect.poll(() => seen).toEqual(numbers.map((n) => [`e${n}`, { n }]));
  });

  it('to all but the socket that it names', async () => {
    const { sdk, client } = await startStage();
    const [author, reader] = [await client(), await client()];
    const seenByAuthor = record(await subscribed(author, 'news'));
    const seenByReader = record(await subscribed(reader, 'news'));
    await sdk.trigger('news', 'edit', 1, { socket_id: author.connection.socket_id });
    await sdk.triggerBatch([
      { channel: 'news', name: 'edit', data: 2, socket_id: author.connection.socket_id },
    ]);
    await sdk.trigger('news', 'edit', 3);
    await expect
      .poll(() => seenByReader)
      .toEqual([
        ['edit', 1],
        ['edit', 2],
        ['edit', 3],
      ]);
    await expect.poll(() => seenByAuthor).toEqual([['edit', 3]]);
  });

  it('encrypted, so that only its clients can read it', async () => {
    const { sdk, client } = await startStage();
    const reader = await client();
    const frames: unknown[] = [];
    reader.connection.bind('message', (frame: unknown) => frames.push(frame));
    const seen = record(await subscribed(reader, 'private-encrypted-room'));
    await sdk.trigger('private-encrypted-room', 'e', { secret: 'whisper' });
    await sdk.triggerBatch([{ channel: 'private-encrypted-room', name: 'e', data: { secret: 'again' } }]);
    await expect
      .poll(() => seen)
      .toEqual([
        ['e', { secret: 'whisper' }],
        ['e', { secret: 'again' }],
      ]);
    expect(JSON.stringify(frames)).not.toMatch(/whisper|again/);
  });

  it('to a cache channel, for those who come later', async () => {
    const { sdk, client } = await startStage();
    await sdk.trigger('cache-weather', 'sun', { degrees: 20 });
    const reader = await client();
    const seen = record(reader);
    await subscribed(reader, 'cache-weather');
    await expect.poll(() => seen).toEqual([['sun', { degrees: 20 }]]);
  });

  it('and gets what it asked for', async () => {
    const { sdk, client } = await startStage();
    await subscribed(await client('1'), 'presence-room');
    await subscribed(await client('1'), 'presence-room');
    const info = 'user_count,subscription_count';
    expect(await json(sdk.trigger(['presence-room', 'empty'], 'e', 1, { info }))).toEqual({
      channels: {
        'presence-room': { user_count: 1, subscription_count: 2 },
        empty: { subscription_count: 0 },
      },
    });
    const batch = [
      { channel: 'presence-room', name: 'e', data: 1, info },
      { channel: 'empty', name: 'e', data: 1 },
    ];
    expect(await json(sdk.triggerBatch(batch))).toEqual({
      batch: [{ user_count: 1, subscription_count: 2 }, {}],
    });
  });

  it('as configured by a URL', async () => {
    const { server, client } = await startStage();
    const { id, key, secret } = server.app;
    const sdk = PusherServer.forURL(`${server.url.replace('://', `://${key}:${secret}@`)}/apps/${id}`);
    const seen = record(await subscribed(await client(), 'n'.repeat(200)));
    await sdk.trigger('n'.repeat(200), 'e'.repeat(200), 1);
    await expect.poll(() => seen).toEqual([['e'.repeat(200), 1]]);
    expect(await get(sdk, `/channels/${'n'.repeat(200)}`)).toEqual({ occupied: true });
  });
});

describe('the pusher SDK asks', () => {
  it('for channels', async () => {
    const { sdk, client } = await startStage();
    expect(await get(sdk, '/channels')).toEqual({ channels: {} });
    const one = await client('ada');
    await subscribed(one, 'news');
    await subscribed(one, 'presence-room');
    await subscribed(await client('bob'), 'presence-room');
    await signedIn(one);
    expect(await get(sdk, '/channels')).toEqual({ channels: { news: {}, 'presence-room': {} } });
    expect(await get(sdk, '/channels', { filter_by_prefix: 'presence-', info: 'user_count' })).toEqual({
      channels: { 'presence-room': { user_count: 2 } },
    });
    expect(await get(sdk, '/channels', { info: 'subscription_count' })).toEqual({
      channels: { news: { subscription_count: 1 }, 'presence-room': { subscription_count: 2 } },
    });
    expect(await get(sdk, '/connections')).toEqual({ connections: 2 });
  });

  it('for one channel', async () => {
    const { sdk, client } = await startStage();
    const one = await client('ada');
    await subscribed(one, 'presence-room');
    expect(await get(sdk, '/channels/presence-room', { info: 'user_count,subscription_count' })).toEqual({
      occupied: true,
      user_count: 1,
      subscription_count: 1,
    });
    one.disconnect();
    await expect.poll(() => get(sdk, '/channels/presence-room')).toEqual({ occupied: false });
  });

  it('for what a cache channel holds', async () => {
    const { sdk } = await startStage();
    await sdk.trigger('cache-weather', 'sun', { degrees: 20 });
    expect(await get(sdk, '/channels/cache-weather', { info: 'cache' })).toMatchObject({
      occupied: false,
      cache: { data: '{"degrees":20}', ttl: expect.any(Number) },
    });
  });

  it('for users, once each', async () => {
    const { sdk, client } = await startStage();
    for (const user of ['ada', 'ada', 'bob']) await subscribed(await client(user), 'presence-room');
    expect(await get(sdk, '/channels/presence-room/users')).toEqual({
      users: [{ id: 'ada' }, { id: 'bob' }],
    });
    expect(await refusalOf(sdk.get({ path: '/channels/news/users' }))).toEqual([400, 'bad_request']);
  });
});

describe('the pusher SDK reaches users', () => {
  it('on all their connections, and nobody else', async () => {
    const { sdk, client } = await startStage();
    const ada = [await signedIn(await client('ada')), await signedIn(await client('ada'))];
    const bob = await signedIn(await client('bob'));
    const seen = ada.map((one) => record(one.user));
    const seenByBob = record(bob.user);
    await sdk.sendToUser('ada', 'hello', { n: 1 });
    await sdk.sendToUser('bob', 'last', 2);
    for (const events of seen) await expect.poll(() => events).toEqual([['hello', { n: 1 }]]);
    await expect.poll(() => seenByBob).toEqual([['last', 2]]);
  });

  it.each(['ada', 'ada@example.org', 'Ädä Ü'])(
    'and ends the connections of %s, and of nobody else',
    async (id) => {
      const { sdk, client } = await startStage();
      const ada = await signedIn(await client(id));
      const bob = await signedIn(await client('bob'));
      const gone = once(ada.connection, 'disconnected');
      expect(await json(sdk.terminateUserConnections(id))).toEqual({});
      await gone;
      const seen = record(bob.user);
      await sdk.sendToUser('bob', 'still here', 1);
      await expect.poll(() => seen).toEqual([['still here', 1]]);
    },
  );
});

it('the pusher SDK believes our webhooks', async () => {
  const requests: { headers: object; rawBody: string }[] = [];
  const receiver = createServer((request, response) => {
    let rawBody = '';
    request.on('data', (chunk) => {
      rawBody += chunk;
    });
    request.on('end', () => {
      requests.push({ headers: request.headers, rawBody });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => receiver.close(resolve));
  });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const { sdk, server, client } = await startStage({
    settings: { webhooks: [{ url, events: [...WEBHOOK_EVENTS], batching: false }] },
  });
  await subscribed(await client('ada'), 'presence-room');
  const hooks = () => requests.map((request) => sdk.webhook(request));
  await expect.poll(() => hooks().length).toBe(2);
  expect(hooks().map((hook) => hook.isValid())).toEqual([true, true]);
  expect(hooks().flatMap((hook) => hook.getEvents())).toEqual([
    { name: 'channel_occupied', channel: 'presence-room' },
    { name: 'member_added', channel: 'presence-room', user_id: 'ada' },
  ]);
  const stranger = sdkFor(server, { secret: 'other' });
  expect(requests.map((request) => stranger.webhook(request).isValid())).toEqual([false, false]);
});

describe('the pusher SDK is refused', () => {
  const event = { channel: 'a', name: 'e', data: 1 };
  it.each<[string, (sdk: PusherServer) => Promise<unknown>, number, string]>([
    ['data above 10 KB', (sdk) => sdk.trigger('a', 'e', 'x'.repeat(10_241)), 413, 'payload_too_large'],
    [
      '11 events at once',
      (sdk) => sdk.triggerBatch(Array.from({ length: 11 }, () => ({ ...event }))),
      400,
      'bad_request',
    ],
    ['a reserved event', (sdk) => sdk.trigger('a', 'pusher:error', {}), 400, 'bad_request'],
    [
      'user counts of all channels',
      (sdk) => sdk.get({ path: '/channels', params: { info: 'user_count' } }),
      400,
      'bad_request',
    ],
    ['an address that is not served', (sdk) => sdk.get({ path: '/nothing' }), 404, 'not_found'],
    [
      'a method that is not served',
      (sdk) => sdk.post({ path: '/channels', body: '' }),
      405,
      'method_not_allowed',
    ],
  ])('%s', async (_what, ask, status, code) => {
    const { sdk } = await startStage();
    expect(await refusalOf(ask(sdk))).toEqual([status, code]);
  });

  it.each<[string, Parameters<typeof sdkFor>[1], number, string]>([
    ['with another secret', { secret: 'other' }, 401, 'unauthenticated'],
    ['with another key', { key: 'other' }, 401, 'unauthenticated'],
    ['as an unknown app', { appId: '9' }, 404, 'not_found'],
  ])('%s', async (_what, overrides, status, code) => {
    const { server } = await startStage();
    expect(await refusalOf(sdkFor(server, overrides).trigger('a', 'e', 1))).toEqual([status, code]);
  });

  it('when the app is disabled', async () => {
    const { sdk } = await startStage({ settings: { enabled: false } });
    expect(await refusalOf(sdk.trigger('a', 'e', 1))).toEqual([403, 'app_disabled']);
  });
});

it('a Laravel notification is in the inbox once, and relayed once, however often its queue sends it', async () => {
  const { sdk, server, client } = await startStage();
  const channel = userChannel(server.userId);
  const seen = record(await subscribed(await client(), channel));
  const payload = {
    id: '0c5b5c2e-6bd7-4f6c-9d4c-5d8f3e5f1a11',
    type: 'App\\Notifications\\Shipped',
    title: 'Shipped',
  };
  await sdk.trigger(channel, CREATED_EVENT, payload);
  await sdk.trigger([channel, 'news'], CREATED_EVENT, payload);
  await sdk.triggerBatch([{ channel, name: CREATED_EVENT, data: payload }]);
  await sdk.trigger(channel, 'end', 1);
  const own = () => seen.filter(([name]) => name !== 'inbox.changed');
  await expect.poll(own).toEqual([
    [CREATED_EVENT, payload],
    ['end', 1],
  ]);
  const answer = await fetch(`${server.url}/api/notifications/unread-count`, {
    headers: { authorization: `Bearer ${server.tokens.inbox}` },
  });
  expect(await answer.json()).toEqual({ count: 1 });
});
