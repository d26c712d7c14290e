import { describe, expect, test } from 'vitest';
import { makeApp, signedTarget, startHttpApi } from './harness.ts';

const event = (overrides: object = {}) => ({ name: 'e', channels: ['a'], data: '{}', ...overrides });
const inBatch = (overrides: object = {}) => ({ name: 'e', channel: 'a', data: '{}', ...overrides });
const KB10 = 10 * 1024;

describe('POST /events', () => {
  test('publishes to each channel once, with the data as it came, and answers {}', async () => {
    const { call, done } = startHttpApi();
    const data = '{"a": "ü\\u2028"}';
    const answer = await call('POST', '/events', event({ name: 'greet', channels: ['a', 'b', 'a'], data }));
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(done).toEqual([
      ['publish', 'a', 'greet', data, undefined],
      ['publish', 'b', 'greet', data, undefined],
    ]);
  });

  test.each([
    ['one `channel`', { name: 'e', channel: 'a', data: 'x' }],
    ['null for what is not there', event({ channel: null, socket_id: null, info: null })],
    ['an empty `info`', event({ info: '' })],
    ['fields that nobody knows', event({ tags: { x: 'y' } })],
    ['an empty string as data', event({ data: '' })],
    ['data that is no JSON', event({ data: 'plain' })],
    ['a name of 200 characters', event({ name: 'n'.repeat(200) })],
    ['a channel of 200 characters', event({ channels: ['c'.repeat(200)] })],
    ['every character that a channel may have', event({ channels: ['aZ09_-=@,.;'] })],
    ['10 KB of data, which JSON writes as six times that', event({ data: '\u0001'.repeat(KB10) })],
    [
      '100 channels of full length',
      event({ channels: Array.from({ length: 100 }, (_, n) => `${n}`.padStart(200, 'c')) }),
    ],
    ['a client event', event({ name: 'client-typing' })],
    ['one encrypted channel', event({ channels: ['private-encrypted-a'] })],
    [
      'one encrypted channel, named twice',
      event({ channels: ['private-encrypted-a', 'private-encrypted-a'] }),
    ],
    ['a name that only begins like a reserved one', event({ name: 'pusherish:x' })],
  ])('accepts %s', async (_what, body) => {
    const { call, done } = startHttpApi();
    const answer = await call('POST', '/events', body);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(done.length).toBeGreaterThan(0);
  });

  test('leaves the named socket out', async () => {
    const { call, done } = startHttpApi();
    await call('POST', '/events', event({ socket_id: '123.456' }));
    expect(done).toEqual([['publish', 'a', 'e', '{}', '123.456']]);
  });

  test('goes to the connections of a user where the channel is that of a user', async () => {
    const { call, done } = startHttpApi();
    await call(
      'POST',
      '/events',
      event({ channels: ['#server-to-user-ada@x.org/ü', 'a'], info: 'subscription_count' }),
    );
    expect(done).toEqual([
      ['sendToUser', 'ada@x.org/ü', 'e', '{}'],
      ['publish', 'a', 'e', '{}', undefined],
    ]);
  });

  test.each([
    ['no name', event({ name: undefined }), '/name'],
    ['an empty name', event({ name: '' }), '/name'],
    ['a name that is no string', event({ name: 1 }), '/name'],
    ['a name of 201 characters', event({ name: 'n'.repeat(201) }), '/name'],
    ["a word of the server's own", event({ name: 'pusher:subscribe' }), '/name'],
    ["an internal word of the server's own", event({ name: 'pusher_internal:member_added' }), '/name'],
    ['no data', event({ data: undefined }), '/data'],
    ['data that is an object', event({ data: { a: 1 } }), '/data'],
    ['data that is null', event({ data: null }), '/data'],
    ['no channel', event({ channels: undefined }), ''],
    ['channel and channels', event({ channel: 'a' }), ''],
    ['channels that are no list', event({ channels: 'a' }), '/channels'],
    ['no channels', event({ channels: [] }), '/channels'],
    ['101 channels', event({ channels: Array.from({ length: 101 }, (_, n) => `c${n}`) }), '/channels'],
    ['a channel that is no string', event({ channels: ['a', 5] }), '/channels'],
    ['an empty channel', event({ channels: [''] }), '/channels'],
    ['a channel of 201 characters', event({ channels: ['c'.repeat(201)] }), '/channels'],
    ['a channel with a space', event({ channels: ['a b'] }), '/channels'],
    ['a channel with a line break at its end', event({ channels: ['a\n'] }), '/channels'],
    ['a channel of no alphabet', event({ channel: 'ä', channels: undefined }), '/channel'],
    ["another of the server's own channels", event({ channels: ['#other'] }), '/channels'],
    [
      'the channel of too long a user',
      event({ channels: [`#server-to-user-${'u'.repeat(185)}`] }),
      '/channels',
    ],
    ['the channel of no user', event({ channels: ['#server-to-user-'] }), '/channels'],
    [
      'several channels, one of them encrypted',
      event({ channels: ['a', 'private-encrypted-b'] }),
      '/channels',
    ],
    ['a socket id that is none', event({ socket_id: '1234' }), '/socket_id'],
    ['a socket id with something after it', event({ socket_id: '1.2:x' }), '/socket_id'],
    ['an empty socket id', event({ socket_id: '' }), '/socket_id'],
    ['a socket id that is a number', event({ socket_id: 1.2 }), '/socket_id'],
    ['info that is no string', event({ info: ['user_count'] }), '/info'],
    ['a list', [event()], ''],
    ['a word', '"word"', ''],
    ['null', 'null', ''],
  ])('refuses %s with 400', async (_what, body, path) => {
    const { call, done } = startHttpApi();
    const answer = await call('POST', '/events', body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request', details: [{ path }] } },
    });
    expect(done).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"name":'],
    ['a form', 'name=e&data=x'],
    ['bytes that are no UTF-8', Uint8Array.from([0x22, 0xff, 0xfe, 0x22])],
    ['a byte order mark', '\ufeff{"name":"e","channel":"a","data":""}'],
  ])('refuses %s as a body with 400', async (_what, body) => {
    const { send, done } = startHttpApi();
    const answer = await send('POST', signedTarget('POST', '/events', { body }), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'malformed_json' } } });
    expect(done).toEqual([]);
  });

  test('refuses an unknown attribute with 400', async () => {
    const { call, done } = startHttpApi();
    const answer = await call('POST', '/events', event({ info: 'user_count,password' }));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } });
    expect(done).toEqual([]);
  });

  test.each([
    ['data of one byte above 10 KB', event({ data: 'x'.repeat(KB10 + 1) })],
    ['data above 10 KB in bytes, not in characters', event({ data: 'ü'.repeat(KB10 / 2 + 1) })],
    ['a body above its bound', event({ padding: 'x'.repeat(128 * 1024) })],
  ])('refuses %s with 413', async (_what, body) => {
    const { call, done } = startHttpApi();
    const answer = await call('POST', '/events', body);
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'payload_too_large' } } });
    expect(JSON.stringify(answer.body)).not.toContain('64 KiB');
    expect(done).toEqual([]);
  });

  test('survives names of JavaScript’s own', async () => {
    const { call, done } = startHttpApi();
    const body =
      '{"__proto__":{"name":"x"},"name":"e","channels":["__proto__","constructor"],"data":"","info":"subscription_count"}';
    const answer = await call('POST', '/events', body);
    expect(answer.status).toBe(200);
    expect(Object.entries(answer.body.channels)).toEqual([
      ['__proto__', { subscription_count: 0 }],
      ['constructor', { subscription_count: 0 }],
    ]);
    expect(done).toHaveLength(2);
  });

  test('survives deep nesting in what it does not read', async () => {
    const { call } = startHttpApi();
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const answer = await call('POST', '/events', `{"name":"e","channel":"a","data":"","x":${deep}}`);
    expect(answer.status).toBe(200);
  });

  test('answers `info` for each channel, as far as that channel has the attribute', async () => {
    const { call } = startHttpApi({
      live: {
        channels: [
          { name: 'presence-a', subscriptionCount: 3, userCount: 2 },
          { name: 'cache-b', subscriptionCount: 1, userCount: null },
        ],
        cached: { 'cache-b': { event: 'e', data: '{}', ttl: 1_800 } },
      },
    });
    const channels = ['presence-a', 'cache-b', 'private-cache-c', 'd', '#server-to-user-1'];
    const answer = await call(
      'POST',
      '/events',
      event({ channels, info: 'subscription_count, user_count,cache' }),
    );
    expect(answer.body).toEqual({
      channels: {
        'presence-a': { subscription_count: 3, user_count: 2 },
        'cache-b': { subscription_count: 1, cache: { data: '{}', ttl: 1_800 } },
        'private-cache-c': { subscription_count: 0, cache: null },
        d: { subscription_count: 0 },
        '#server-to-user-1': {},
      },
    });
  });
});

describe('POST /batch_events', () => {
  test('publishes in order, and answers {} where nothing was asked for', async () => {
    const { call, done } = startHttpApi();
    const batch = [
      inBatch(),
      inBatch({ channel: 'b', channels: null, data: '2', socket_id: '1.2' }),
      inBatch({ channel: '#server-to-user-7' }),
    ];
    const answer = await call('POST', '/batch_events', { batch });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(done).toEqual([
      ['publish', 'a', 'e', '{}', undefined],
      ['publish', 'b', 'e', '2', '1.2'],
      ['sendToUser', '7', 'e', '{}'],
    ]);
  });

  test('answers a list beside the events where one of them asks', async () => {
    const { call } = startHttpApi({
      live: { channels: [{ name: 'presence-a', subscriptionCount: 3, userCount: 2 }] },
    });
    const batch = [inBatch(), inBatch({ channel: 'presence-a', info: 'user_count' }), inBatch()];
    const { body } = await call('POST', '/batch_events', { batch });
    expect(body).toEqual({ batch: [{}, { user_count: 2 }, {}] });
  });

  test('takes 10 events of 10 KB, and encrypted channels, as each event has one', async () => {
    const { call, done } = startHttpApi();
    const batch = Array.from({ length: 10 }, () =>
      inBatch({ channel: 'private-encrypted-a', data: '"'.repeat(KB10) }),
    );
    expect((await call('POST', '/batch_events', { batch })).status).toBe(200);
    expect(done).toHaveLength(10);
  });

  test.each([
    ['no batch', {}, 400, '/batch'],
    ['a batch that is no list', { batch: { 0: inBatch() } }, 400, '/batch'],
    ['an empty batch', { batch: [] }, 400, '/batch'],
    ['11 events', { batch: Array.from({ length: 11 }, () => inBatch()) }, 400, '/batch'],
    ['an event that is none', { batch: [inBatch(), 'x'] }, 400, '/batch/1'],
    [
      'several channels in an event',
      { batch: [inBatch({ channel: undefined, channels: ['a', 'b'] })] },
      400,
      '/batch/0/channels',
    ],
    ['a wrong event after a right one', { batch: [inBatch(), inBatch({ name: '' })] }, 400, '/batch/1/name'],
    [
      'too long an event after a right one',
      { batch: [inBatch(), inBatch({ data: 'x'.repeat(KB10 + 1) })] },
      413,
      '/batch/1/data',
    ],
  ])('refuses %s, and then publishes nothing', async (_what, body, status, path) => {
    const { call, done, kept } = startHttpApi();
    expect(await call('POST', '/batch_events', body)).toMatchObject({
      status,
      body: { error: { details: [{ path }] } },
    });
    expect([done, kept]).toEqual([[], []]);
  });
});

describe('POST /channels/{name}/events, deprecated', () => {
  test('publishes the body as it is', async () => {
    const { call, done } = startHttpApi();
    const query = { name: 'e f', socket_id: '1.2' };
    const answer = await call('POST', '/channels/a/events', '{"x": 1}', { query });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(done).toEqual([['publish', 'a', 'e f', '{"x": 1}', '1.2']]);
  });

  test.each([
    ['no name', '/channels/a/events', 'x', {}, 400],
    ['a reserved name', '/channels/a/events', 'x', { name: 'pusher:error' }, 400],
    ['a channel that is none', '/channels/a%20b/events', 'x', { name: 'e' }, 400],
    ['a body that is too long', '/channels/a/events', 'x'.repeat(KB10 + 1), { name: 'e' }, 413],
  ])('refuses %s', async (_what, path, body, query, status) => {
    const { call, done } = startHttpApi();
    expect((await call('POST', path, body, { query })).status).toBe(status);
    expect(done).toEqual([]);
  });
});

describe('what belongs into an inbox', () => {
  test('is stored before anything is relayed, for each channel and event', async () => {
    const order: string[] = [];
    let finish = (): void => {};
    const written = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { call, done } = startHttpApi({
      async storeNotification(app, { channel, name, data }) {
        order.push(`${app.id} ${channel} ${name} ${data}`);
        await written;
        return 'stored';
      },
    });
    const answer = call('POST', '/events', event({ channels: ['a', 'b'] }));
    await expect.poll(() => order).toEqual(['1001 a e {}', '1001 b e {}']);
    expect(done).toEqual([]);
    finish();
    expect((await answer).status).toBe(200);
    expect(done).toHaveLength(2);
  });

  test('is not relayed again where it is known, as when a queue sends it twice', async () => {
    const { call, done } = startHttpApi({
      storeNotification: async (_app, { channel }) => (channel === 'a' ? 'known' : 'stored'),
    });
    const answer = await call('POST', '/events', event({ channels: ['a', 'b'], info: 'subscription_count' }));
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.channels)).toEqual(['a', 'b']);
    expect(done).toEqual([['publish', 'b', 'e', '{}', undefined]]);
  });

  test.each([
    ['/events', event({ channels: ['a', 'b'] })],
    ['/batch_events', { batch: [inBatch(), inBatch({ channel: 'b' })] }],
  ])('is answered 503 by %s where it cannot be kept, and then nothing is relayed', async (path, body) => {
    const { call, done } = startHttpApi({
      async storeNotification(_app, { channel }) {
        if (channel === 'b') throw new Error('disk full: secret detail');
        return 'stored';
      },
    });
    const answer = await call('POST', path, body);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'storage_failed' } } });
    expect(JSON.stringify(answer.body)).not.toContain('secret detail');
    expect(done).toEqual([]);
  });
});

test('a disabled app is refused with 403, once the signature is right', async () => {
  const { call, send, done } = startHttpApi({ app: makeApp({ enabled: false }) });
  expect(await call('POST', '/events', event())).toMatchObject({
    status: 403,
    body: { error: { code: 'app_disabled' } },
  });
  expect((await send('POST', '/apps/1001/events')).status).toBe(401);
  expect(done).toEqual([]);
});
