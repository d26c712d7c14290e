import { describe, expect, test } from 'vitest';
import { signedTarget, startHttpApi } from './harness.ts';

const LIVE = {
  connections: 7,
  channels: [
    { name: 'a', subscriptionCount: 1, userCount: null },
    { name: 'presence-b', subscriptionCount: 3, userCount: 2 },
    { name: 'cache-c', subscriptionCount: 1, userCount: null },
    { name: 'presence-cache-d', subscriptionCount: 1, userCount: 1 },
    { name: '#server-to-user-1', subscriptionCount: 1, userCount: null },
    { name: '__proto__', subscriptionCount: 1, userCount: null },
  ],
  users: { 'presence-b': ['1', 'ada'] },
  cached: { 'cache-c': { event: 'e', data: '{"x":1}', ttl: 60 } },
} as const;

const get = (
  path: string,
  query: Record<string, string> = {},
  live: Parameters<typeof startHttpApi>[0] = { live: LIVE },
) => startHttpApi(live).call('GET', path, undefined, { query });

test('a hundred thousand channels are listed in slices, between which sockets are served', async () => {
  const channels = Array.from({ length: 100_000 }, (_, index) => ({
    ...{ name: `room-${index}`, subscriptionCount: 1, userCount: null },
  }));
  let turns = 0;
  let running = true;
  const count = (): void => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  const answer = await get('/channels', { info: 'subscription_count' }, { live: { channels } });
  running = false;
  expect(Object.keys(answer.body.channels)).toHaveLength(channels.length);
  expect(answer.body.channels['room-99999']).toEqual({ subscription_count: 1 });
  expect(turns).toBeGreaterThan(90);
});

test('a channel that is left and joined again meanwhile is listed once', async () => {
  const channels = [1, 2].map((subscriptionCount) => ({ name: 'room', subscriptionCount, userCount: null }));
  const { routes } = startHttpApi({ live: { channels } });
  const { body } = await routes.inject(
    signedTarget('GET', '/channels', { query: { info: 'subscription_count' } }),
  );
  expect(body).toBe('{"channels":{"room":{"subscription_count":2}}}');
});

describe('GET /channels', () => {
  test.each<[string, Record<string, string>, Record<string, object>]>([
    [
      'all that are occupied, but not those of users',
      {},
      { a: {}, 'presence-b': {}, 'cache-c': {}, 'presence-cache-d': {}, ['__proto__']: {} },
    ],
    ['those of a prefix', { filter_by_prefix: 'presence-' }, { 'presence-b': {}, 'presence-cache-d': {} }],
    [
      'user counts',
      { filter_by_prefix: 'presence-', info: 'user_count' },
      { 'presence-b': { user_count: 2 }, 'presence-cache-d': { user_count: 1 } },
    ],
    [
      'all attributes',
      { filter_by_prefix: 'presence-', info: 'user_count,subscription_count,cache' },
      {
        'presence-b': { user_count: 2, subscription_count: 3 },
        'presence-cache-d': { user_count: 1, subscription_count: 1, cache: null },
      },
    ],
    [
      'subscription counts of any channel',
      { info: 'subscription_count', filter_by_prefix: 'a' },
      { a: { subscription_count: 1 } },
    ],
    ['nobody, as an object', { filter_by_prefix: 'zzz' }, {}],
  ])('lists %s', async (_what, query, channels) => {
    const answer = await get('/channels', query);
    expect(answer.status).toBe(200);
    expect(Object.entries(answer.body.channels)).toEqual(Object.entries(channels));
  });

  test('is an object where nothing is occupied', async () => {
    expect((await get('/channels', {}, {})).body).toEqual({ channels: {} });
  });

  test.each<[string, Record<string, string>]>([
    ['user_count without a prefix', { info: 'user_count' }],
    ['user_count of another prefix', { info: 'user_count', filter_by_prefix: 'private-' }],
    ['user_count of half the prefix', { info: 'user_count', filter_by_prefix: 'pres' }],
    ['an unknown attribute', { info: 'secret' }],
  ])('refuses %s with 400', async (_what, query) => {
    expect(await get('/channels', query)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    });
  });
});

describe.each(['', '/stats'])('GET /channels/{name}%s', (suffix) => {
  test.each<[string, Record<string, string>, object]>([
    ['a', {}, { occupied: true }],
    ['nobody', {}, { occupied: false }],
    ['a', { info: 'subscription_count' }, { occupied: true, subscription_count: 1 }],
    ['nobody', { info: 'subscription_count' }, { occupied: false, subscription_count: 0 }],
    [
      'presence-b',
      { info: 'user_count,subscription_count' },
      { occupied: true, user_count: 2, subscription_count: 3 },
    ],
    ['presence-nobody', { info: 'user_count' }, { occupied: false, user_count: 0 }],
    ['cache-c', { info: 'cache' }, { occupied: true, cache: { data: '{"x":1}', ttl: 60 } }],
    ['private-cache-x', { info: 'cache' }, { occupied: false, cache: null }],
    ['private-encrypted-cache-x', { info: 'cache' }, { occupied: false, cache: null }],
    ['n'.repeat(200), {}, { occupied: false }],
  ])('%s %o', async (name, query, body) => {
    const answer = await get(`/channels/${name}${suffix}`, query);
    expect([answer.status, answer.body]).toEqual([200, body]);
  });

  test.each<[string, Record<string, string>]>([
    ['a', { info: 'user_count' }],
    ['a', { info: 'cache' }],
    ['my-cache-x', { info: 'cache' }],
    ['a', { info: 'x' }],
    ['a%20b', {}],
    ['%23server-to-user-1', {}],
    ['n'.repeat(201), {}],
  ])('refuses %s %o with 400', async (name, query) => {
    expect((await get(`/channels/${name}${suffix}`, query)).status).toBe(400);
  });
});

describe('GET /channels/{name}/users', () => {
  test('lists ids as strings', async () => {
    expect(await get('/channels/presence-b/users')).toMatchObject({
      status: 200,
      body: { users: [{ id: '1' }, { id: 'ada' }] },
    });
  });

  test('is empty where nobody is', async () => {
    expect((await get('/channels/presence-nobody/users')).body).toEqual({ users: [] });
  });

  test.each(['a', 'private-a', 'nobody', 'a%20b'])('refuses %s with 400', async (name) => {
    expect((await get(`/channels/${name}/users`)).status).toBe(400);
  });
});

test('GET /connections counts them, as Reverb does', async () => {
  expect((await get('/connections')).body).toEqual({ connections: 7 });
});

test('HEAD is signed as HEAD', async () => {
  const { routes } = startHttpApi();
  const answer = await routes.inject({ method: 'HEAD', url: signedTarget('HEAD', '/channels') });
  expect(answer.statusCode).toBe(200);
  expect((await routes.inject({ method: 'HEAD', url: signedTarget('GET', '/channels') })).statusCode).toBe(
    401,
  );
});

describe('POST /users/{id}/terminate_connections', () => {
  test.each([
    ['7', '7'],
    ['ada@x.org', 'ada@x.org'],
    ['%C3%BC%20b', 'ü b'],
  ])('ends those of %s', async (segment, id) => {
    const { call, done } = startHttpApi();
    const answer = await call('POST', `/users/${segment}/terminate_connections`, {});
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(done).toEqual([['terminateUser', id]]);
  });

  test('needs no body', async () => {
    const { call, done } = startHttpApi();
    expect((await call('POST', '/users/7/terminate_connections')).status).toBe(200);
    expect(done).toHaveLength(1);
  });
});
