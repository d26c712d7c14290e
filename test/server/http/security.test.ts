/** What an attacker tries: to listen, to speak, to repeat, to guess, and to read the log. */
import { timingSafeEqual } from 'node:crypto';
import { request } from 'node:http';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { userChannel } from '#server/rules/channels';
import { signChannel, signUser } from '../../../server/realtime/signature.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { type Client, connected, rawClient, subscribe } from '../realtime/harness.ts';
import { signedTarget, startHttpApi } from '../routes/pusher/harness.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

const SETTINGS = { clientEvents: true, userAuthentication: true } as const;

const socketUrl = ({ url, app }: TestServer, key = app.key): string =>
  `${url.replace('http', 'ws')}/app/${key}?protocol=7&client=js&version=8.6.0`;

const post = (server: TestServer, path: string, body: object, app = server.app): Promise<Response> => {
  const text = JSON.stringify(body);
  return fetch(server.url + signedTarget('POST', path, { app, body: text }), { method: 'POST', body: text });
};

const EVENT = '{"name":"e","channel":"a","data":""}';

describe('listening to others', () => {
  let server: TestServer;
  let attacker: Client;
  const SECRET = 'for the victim only';

  beforeEach(async () => {
    server = await startServer({ embedded: false, settings: SETTINGS });
    attacker = await connected(socketUrl(server));
    return () => server.close();
  });

  /** Says it to the victim, who hears it, and returns what the attacker has heard since. */
  async function heardBy(listener: Client, channel: string): Promise<string> {
    const victim = await connected(socketUrl(server));
    const user = channel.startsWith('#') ? channel.replace('#server-to-user-', '') : 'victim';
    victim.signIn(JSON.stringify({ id: user }));
    victim.subscribe(channel, channel.startsWith('presence-') ? '{"user_id":"victim"}' : undefined);
    await victim.rest();
    expect((await post(server, '/events', { name: 'e', channel, data: SECRET })).status).toBe(200);
    expect(JSON.stringify(await victim.rest())).toContain(SECRET);
    return JSON.stringify(await listener.rest());
  }

  const forged = 'f'.repeat(64);
  const VICTIM = 'private-App.Models.User.2';
  test.each<[string, string, (client: Client, app: TestServer['app']) => readonly [string?, string?]]>([
    ['without a signature', VICTIM, () => []],
    ['with a forged signature', VICTIM, (_client, { key }) => [`${key}:${forged}`]],
    [
      'with the signature of a channel of its own',
      VICTIM,
      ({ socketId }, app) => [signChannel(app, socketId, 'private-App.Models.User.1')],
    ],
    ['with the signature of another socket', VICTIM, (_client, app) => [signChannel(app, '1.2', VICTIM)]],
    [
      'with a forged key part',
      VICTIM,
      ({ socketId }, app) => [signChannel({ ...app, key: 'app-kez' }, socketId, VICTIM)],
    ],
    [
      'without a key part',
      VICTIM,
      ({ socketId }, app) => [signChannel({ ...app, key: '' }, socketId, VICTIM)],
    ],
    [
      'with the signature of another app',
      VICTIM,
      ({ socketId }, { key }) => [signChannel({ key, secret: 'other' }, socketId, VICTIM)],
    ],
    [
      'with channel_data that nobody signed',
      VICTIM,
      ({ socketId }, app) => [signChannel(app, socketId, VICTIM), '{}'],
    ],
    [
      'by the channel split elsewhere',
      'private-a',
      ({ socketId }, app) => [signChannel(app, socketId, 'private-a:x'), 'y'],
    ],
    ['on a presence channel, as nobody', 'presence-room', () => []],
    [
      'on a presence channel, as somebody else',
      'presence-room',
      ({ socketId }, app) => [
        signChannel(app, socketId, 'presence-room', '{"user_id":"me"}'),
        '{"user_id":"victim"}',
      ],
    ],
    ['on an encrypted channel', 'private-encrypted-a', () => []],
    ['on a cache channel', 'private-cache-a', () => []],
    ['on the channel of a user, signed in as nobody', '#server-to-user-7', () => []],
    [
      'on the channel of a user, even with a signature',
      '#server-to-user-7',
      ({ socketId }, app) => [signChannel(app, socketId, '#server-to-user-7')],
    ],
  ])('%s: %s is refused, the socket stays, and nothing is heard', async (_what, channel, credentials) => {
    const [auth, data] = credentials(attacker, server.app);
    attacker.send(subscribe(channel, auth, data));
    expect((await attacker.next()).event).toBe('pusher:subscription_error');
    expect(await attacker.next()).toMatchObject({ event: 'pusher:error', data: { code: 4009 } });
    expect(await heardBy(attacker, channel)).not.toContain(SECRET);
  });

  test('signed in as another user, the channel of a user stays closed', async () => {
    attacker.signIn('{"id":"8"}');
    attacker.send(subscribe('#server-to-user-7'));
    const frames = await attacker.rest();
    expect(frames.map(({ event }) => event)).toContain('pusher:subscription_error');
    expect(await heardBy(attacker, '#server-to-user-7')).not.toContain(SECRET);
  });

  test.each<[string, (client: Client, app: TestServer['app']) => string]>([
    ['a forged signature', (_client, { key }) => `${key}:${forged}`],
    ['a signature of other data', ({ socketId }, app) => signUser(app, socketId, '{"id":"8"}')],
    ['the signature of another socket', (_client, app) => signUser(app, '1.2', '{"id":"7"}')],
    [
      'a forged key part',
      ({ socketId }, app) => signUser({ ...app, key: 'app-kez' }, socketId, '{"id":"7"}'),
    ],
    ['the signature of a channel', ({ socketId }, app) => signChannel(app, socketId, 'user', '{"id":"7"}')],
  ])('signing in with %s ends the connection', async (_what, auth) => {
    attacker.send({
      event: 'pusher:signin',
      data: { auth: auth(attacker, server.app), user_data: '{"id":"7"}' },
    });
    expect((await attacker.closed)[0]).toBe(4009);
  });

  test('a client event reaches nobody on a channel that its sender is not on', async () => {
    const victim = await connected(socketUrl(server));
    await victim.join('private-room');
    attacker.send({ event: 'client-typing', channel: 'private-room', data: { a: 1 } });
    expect(await attacker.rest()).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    expect(await victim.rest()).toEqual([]);
  });

  test.each([
    [userChannel(2), 403],
    ['presence-team.1', 403],
    ['#server-to-user-2', 403],
    ['private-encrypted-App.Models.User.2', 403],
    ['private-App.Models.User.1.2', 403],
    ['private-App.Models.User.1\n', 403],
  ])('the authoriser does not sign %j for user 1', async (channel_name, status) => {
    const answer = await fetch(`${server.url}/broadcasting/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.tokens.inbox}`, 'content-type': 'application/json' },
      body: JSON.stringify({ socket_id: attacker.socketId, channel_name }),
    });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toMatch(/[0-9a-f]{64}/);
  });

  test('the authoriser signs for its own app only', async () => {
    const answer = await fetch(`${server.url}/broadcasting/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.tokens.inbox}`, 'content-type': 'application/json' },
      body: JSON.stringify({ socket_id: attacker.socketId, channel_name: userChannel(server.userId) }),
    });
    const { auth } = (await answer.json()) as { auth: string };
    expect(auth).toBe(signChannel(server.app, attacker.socketId, userChannel(server.userId)));
  });
});

describe('a recorded HTTP request', () => {
  test('holds for its 600 s and not a second longer', async () => {
    let now = 1_800_000_000_000;
    const { send, done } = startHttpApi({ now: () => now });
    const body = EVENT;
    const target = signedTarget('POST', '/events', { body, timestamp: now / 1_000 });
    const statuses: number[] = [];
    for (const seconds of [0, 600, 1]) {
      now += seconds * 1_000;
      statuses.push((await send('POST', target, body)).status);
    }
    expect(statuses).toEqual([200, 200, 401]);
    expect(done).toHaveLength(2);
  });

  test.each<[string, (target: string) => readonly [target: string, body: string]]>([
    ['with another body', (target) => [target, '{"name":"e","channel":"b","data":""}']],
    ['without its body', (target) => [target, '']],
    ['with another digest', (target) => [target.replace(/body_md5=./, 'body_md5=0'), EVENT]],
    ['on another address', (target) => [target.replace('/events', '/batch_events'), EVENT]],
    ['for another app', (target) => [target.replace('/1001/', '/1002/'), EVENT]],
    [
      'with a later timestamp',
      (target) => [
        target.replace(/auth_timestamp=(\d+)/, (_text, at) => `auth_timestamp=${Number(at) + 1}`),
        EVENT,
      ],
    ],
    ['with more parameters', (target) => [`${target}&info=user_count`, EVENT]],
  ])('cannot be used %s', async (_what, alter) => {
    const { send, done } = startHttpApi();
    const body = EVENT;
    const [target, altered] = alter(signedTarget('POST', '/events', { body }));
    expect([401, 404]).toContain((await send('POST', target, altered)).status);
    expect(done).toEqual([]);
  });
});

describe('another app', () => {
  test("cannot use its own key or secret on this one's address", async () => {
    const server = await startServer({ embedded: false });
    onTestFinished(() => server.close());
    const event = { name: 'e', channel: 'a', data: '' };
    const { app } = server;
    for (const forged of [
      { ...app, key: 'other' },
      { ...app, secret: 'other' },
      { ...app, key: '' },
    ]) {
      expect((await post(server, '/events', event, forged)).status).toBe(401);
    }
    expect((await post(server, '/events', event, { ...app, id: '1002' })).status).toBe(404);
  });
});

describe('every secret is compared in constant time', () => {
  const compared = vi.mocked(timingSafeEqual);
  beforeEach(() => {
    compared.mockClear();
  });
  /** A right one, wrong in its first, a middle and its last character. */
  const near = (right: string): readonly string[] =>
    [0, right.length >> 1, right.length - 1].map(
      (at) => right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1),
    );
  const wereCompared = (given: readonly string[]): boolean =>
    given.every((text) =>
      compared.mock.calls.some(([left]) => Buffer.from(left as Uint8Array).toString() === text),
    );

  test('the signature, the key and the digest of an HTTP request', async () => {
    const { send } = startHttpApi();
    const body = EVENT;
    const right = new URL(signedTarget('POST', '/events', { body }), 'http://x');
    for (const name of ['auth_signature', 'auth_key']) {
      const given = near(right.searchParams.get(name) ?? '');
      for (const value of given) {
        const url = new URL(right);
        url.searchParams.set(name, value);
        expect((await send('POST', url.pathname + url.search, body)).status).toBe(401);
      }
      expect(wereCompared(given)).toBe(true);
    }
    const digests = near(right.searchParams.get('body_md5') ?? '');
    for (const body_md5 of digests) {
      const target = signedTarget('POST', '/events', { body, query: { body_md5 } });
      expect((await send('POST', target, body)).status).toBe(401);
    }
    expect(wereCompared(digests)).toBe(true);
  });

  test('the signatures of a channel and of a user', async () => {
    const server = await startServer({ embedded: false, settings: SETTINGS });
    onTestFinished(() => server.close());
    const client = await connected(socketUrl(server));
    const given = near(signChannel(server.app, client.socketId, 'private-a'));
    for (const auth of given) client.send(subscribe('private-a', auth));
    await client.rest();
    expect(wereCompared(given)).toBe(true);
    const [user = ''] = near(signUser(server.app, client.socketId, '{"id":"7"}'));
    client.send({ event: 'pusher:signin', data: { auth: user, user_data: '{"id":"7"}' } });
    await client.closed;
    expect(wereCompared([user])).toBe(true);
  });

  test('the secret of an access token', async () => {
    const server = await startServer({ embedded: false });
    onTestFinished(() => server.close());
    const before = compared.mock.calls.length;
    const [, , last = ''] = near(server.tokens.inbox);
    const answer = await fetch(`${server.url}/api/inbox`, { headers: { authorization: `Bearer ${last}` } });
    expect(answer.status).toBe(401);
    expect(compared.mock.calls.length).toBeGreaterThan(before);
  });
});

describe('who may come in', () => {
  test.each([
    ['https://app.example.org', null],
    ['https://example.org', 4009],
    ['https://app.example.org.evil.com', 4009],
    ['https://evil-app.example.com', 4009],
    ['null', 4009],
    [undefined, 4009],
  ])('a page of %s at an app for *.example.org', async (origin, code) => {
    const server = await startServer({ embedded: false, settings: { origins: ['*.example.org'] } });
    onTestFinished(() => server.close());
    const client = rawClient(socketUrl(server), origin === undefined ? {} : { origin });
    if (code === null) expect((await client.next()).event).toBe('pusher:connection_established');
    else expect((await client.closed)[0]).toBe(code);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a page of another site', { origin: 'https://evil.example' }, 'foreign_origin'],
    ['a name that was pointed here', { host: 'evil.example' }, 'foreign_host'],
  ])(
    '%s cannot use the HTTP API of the embedded server, right signature or not',
    async (_what, headers, code) => {
      const server = await startServer({ embedded: true });
      onTestFinished(() => server.close());
      const { hostname, port } = new URL(server.url);
      const answer = await new Promise<readonly [number | undefined, string]>((resolve, reject) => {
        const outgoing = request(
          { hostname, port, path: signedTarget('GET', '/channels', { app: server.app }), headers },
          (incoming) => {
            let text = '';
            incoming.on('data', (chunk) => {
              text += chunk;
            });
            incoming.on('end', () => resolve([incoming.statusCode, JSON.parse(text).error.code]));
          },
        );
        outgoing.on('error', reject);
        outgoing.end();
      });
      expect(answer).toEqual([403, code]);
    },
  );

  test('one too many is closed, and the place of one who leaves is free', async () => {
    const server = await startServer({ embedded: false, settings: { maxConnections: 1 } });
    onTestFinished(() => server.close());
    const first = await connected(socketUrl(server));
    expect((await rawClient(socketUrl(server)).closed)[0]).toBe(4004);
    first.socket.close();
    await first.closed;
    await expect
      .poll(async () => (await rawClient(socketUrl(server)).next()).event)
      .toBe('pusher:connection_established');
  });
});
