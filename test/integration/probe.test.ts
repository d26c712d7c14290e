/** The connection test on the way to the real server, through a front that speaks TLS; each link is broken in turn. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { WebSocketServer } from 'ws';
import type { BelfrySource, ChannelsSource, LaravelSource } from '#app/source-definition';
import type { TestResult } from '#app/source-view';
import { createNodeStack } from '../../electron/network/node-stack.ts';
import type { Route } from '../../electron/network/routes.ts';
import { createTrust } from '../../electron/network/trust.ts';
import { adapterOf } from '../../electron/sources/adapters/adapters.ts';
import { detail } from '../../electron/sources/detail.ts';
import { createAuthorize } from '../../electron/sources/http/authorize.ts';
import { createHttp } from '../../electron/sources/http/request.ts';
import { createProbe, type ProbeDeps } from '../../electron/sources/probe/probe.ts';
import type { Keys } from '../../electron/sources/vault/secrets.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { startProxy } from '../support/proxy.ts';
import { startServer, type TestServer } from '../support/server.ts';

let authority: Authority;
let server: TestServer;
beforeAll(async () => {
  authority = createAuthority();
  server = await startServer({ embedded: false });
});
afterAll(async () => {
  authority.remove();
  await server.close();
});

/** What a front answers by itself, by path; all else is the server's. */
type Own = Readonly<Record<string, (response: http.ServerResponse) => unknown>>;

const session = (response: http.ServerResponse) =>
  response.end(
    JSON.stringify({ app_key: server.app.key, user: { id: server.userId, name: 'Ann' }, epoch: 'e' }),
  );

/** Terminates TLS in front of the server. @returns its port */
async function front(own: Own = {}, certificate = authority.issue('127.0.0.1')): Promise<number> {
  const target = new URL(server.url);
  const proxy = https.createServer(certificate, (request, response) => {
    const mine = own[`${request.url}`];
    if (mine !== undefined) return void mine(response);
    const { method, url, headers } = request;
    const onward = http.request(
      { host: target.hostname, port: target.port, method, path: url, headers },
      (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
      },
    );
    request.pipe(onward);
  });
  proxy.on('upgrade', (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    const onward = net.connect(Number(target.port), target.hostname, () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
      onward.write(`${[`GET ${request.url} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => {});
    socket.on('close', () => onward.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return (proxy.address() as AddressInfo).port;
}

type Options = Readonly<{
  routes?: readonly Route[];
  env?: NodeJS.ProcessEnv;
  sessions?: ProbeDeps['sessions'];
}>;

function probeOf({ routes = [{ kind: 'direct' }], env, sessions }: Options = {}) {
  const stack = createNodeStack({
    routes: async () => routes,
    credentials: () => null,
    trust: createTrust({ env: env ?? { SSL_CERT_FILE: authority.file }, platform: 'linux', log: () => {} }),
  });
  const client = createHttp(stack);
  return createProbe({
    adapterOf,
    network: { ...stack, routes: async () => routes },
    http: client,
    sessions: sessions ?? {
      open: () => Promise.reject(new Error('not asked')),
      close: async () => {},
    },
    authorize: (url, { token = null, headers = {} }, hasSigned) =>
      createAuthorize({
        ...{ url, hasSigned },
        http: client,
        now: () => new Date(),
        token: () => token,
        headers: () => headers,
      }),
  });
}

const COMMON = { id: 's-test', name: 'Test', colour: 'blue', enabled: true } as const;

function laravel(port: number, overrides: Partial<LaravelSource> = {}): LaravelSource {
  return {
    ...COMMON,
    kind: 'laravel',
    url: `https://127.0.0.1:${port}`,
    key: server.app.key,
    endpoint: { host: '127.0.0.1', port, tls: true },
    auth: '/broadcasting/auth',
    prefix: '/api/notifications',
    channel: `private-App.Models.User.${server.userId}`,
    people: null,
    templates: [],
    ...overrides,
  };
}
const belfry = (port: number): BelfrySource => ({
  ...COMMON,
  kind: 'belfry',
  url: `https://127.0.0.1:${port}/`,
});
const channels = (overrides: Partial<ChannelsSource> = {}): ChannelsSource => ({
  ...COMMON,
  kind: 'channels',
  key: server.app.key,
  endpoint: { host: '127.0.0.1', port: Number(new URL(server.url).port), tls: false },
  auth: null,
  channels: ['news'],
  templates: [],
  ...overrides,
});
const secrets = (): Keys => ({ token: server.tokens.inbox });

const outcomes = (results: readonly TestResult[]) => results.map(({ step, outcome }) => `${step} ${outcome}`);
const ok = (...steps: string[]) => steps.map((step) => `${step} ok`);
const skipped = (...steps: string[]) => steps.map((step) => `${step} skipped`);
const failure = (results: readonly TestResult[]) => results.find(({ outcome }) => outcome === 'failed');

test('a Laravel app with all in order', async () => {
  const results = await probeOf()(laravel(await front()), secrets());
  expect(outcomes(results)).toEqual(ok('name', 'tcp', 'tls', 'websocket', 'auth', 'subscribe', 'rest'));
  expect(results.at(-1)?.detail).toMatchObject({ code: 'unread', params: { count: 0 } });
});

test('a Laravel app says which of the usual addresses signs, or why none does', async () => {
  const forbidden = (response: http.ServerResponse) => response.writeHead(403).end('{}');
  const signing = (address: string) => ({ code: 'signed', params: { address } });
  const auth = (results: readonly TestResult[]) => results.find(({ step }) => step === 'auth');
  const probe = probeOf();
  expect(auth(await probe(laravel(await front()), secrets()))?.detail).toMatchObject(
    signing('/broadcasting/auth'),
  );
  const { app, url } = server;
  const signed = (response: http.ServerResponse) =>
    response.end(JSON.stringify({ auth: `${app.key}:${url}` }));
  const recipe = await front({ '/broadcasting/auth': forbidden, '/api/broadcasting/auth': signed });
  expect(auth(await probe(laravel(recipe), secrets()))?.detail).toMatchObject(
    signing('/api/broadcasting/auth'),
  );
  const typed = laravel(recipe, { auth: `https://127.0.0.1:${recipe}/api/broadcasting/auth` });
  expect(auth(await probe(typed, secrets()))?.detail).toMatchObject(signing(typed.auth));
  const none = await front({ '/broadcasting/auth': forbidden });
  expect(auth(await probe(laravel(none), secrets()))).toMatchObject({
    ...{ outcome: 'failed', trouble: 'channel_forbidden' },
    detail: {
      code: 'not_signed',
      params: { addresses: '/api/broadcasting/auth, /broadcasting/auth' },
    },
  });
});

test('a Belfry server, whose key is asked for', async () => {
  const results = await probeOf()(belfry(await front({ '/api/session': session })), secrets());
  expect(outcomes(results)).toEqual(ok('name', 'tcp', 'tls', 'websocket', 'auth', 'subscribe', 'rest'));
  expect(results.at(-1)?.detail).toMatchObject({ code: 'signed_in_as', params: { name: 'Ann' } });
});

test('bare channels need neither TLS nor signature nor REST', async () => {
  const results = await probeOf()(channels(), {});
  expect(outcomes(results)).toEqual([
    ...ok('name', 'tcp'),
    ...skipped('tls'),
    ...ok('websocket'),
    ...skipped('auth'),
    ...ok('subscribe'),
    ...skipped('rest'),
  ]);
});

test('a name that is not known', async () => {
  const results = await probeOf()(
    laravel(1, { endpoint: { host: 'belfry.invalid', port: 1, tls: true } }),
    {},
  );
  expect(failure(results)).toMatchObject({ step: 'name', trouble: 'name_unknown' });
  expect(outcomes(results).slice(1)).toEqual(skipped('tcp', 'tls', 'websocket', 'auth', 'subscribe', 'rest'));
});

test('a port on which nobody listens', async () => {
  const results = await probeOf()(laravel(1), {});
  expect(failure(results)).toMatchObject({ step: 'tcp', trouble: 'connection_refused' });
});

test('a certificate that is not trusted, or too old', async () => {
  const port = await front();
  expect(failure(await probeOf({ env: {} })(laravel(port), {}))).toMatchObject({
    step: 'tls',
    trouble: 'tls_untrusted',
  });
  const stale = await front({}, authority.issue('127.0.0.1', { expired: true }));
  expect(failure(await probeOf()(laravel(stale), {}))).toMatchObject({
    step: 'tls',
    trouble: 'tls_untrusted',
    detail: { code: 'certificate_expired' },
  });
});

test('a server without TLS, although TLS is set', async () => {
  const port = Number(new URL(server.url).port);
  expect(failure(await probeOf()(laravel(port), {}))).toMatchObject({ step: 'tls', trouble: 'bad_answer' });
});

describe('with patience', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  /** Lets the clock run once the server has seen this many connections. */
  async function late(results: Promise<readonly TestResult[]>, connections: () => number, wanted: number) {
    while (connections() < wanted) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(10_000);
    return failure(await results);
  }

  test('a server that takes connections and says nothing', async () => {
    const sockets: net.Socket[] = [];
    const silent = net.createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {}).resume();
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const endpoint = { host: '127.0.0.1', port: (silent.address() as AddressInfo).port, tls: true };
    const results = probeOf()(laravel(1, { endpoint }), {});
    expect(await late(results, () => sockets.length, 2)).toMatchObject({ step: 'tls', trouble: 'timeout' });
    while (sockets.some((socket) => !socket.destroyed)) await new Promise(setImmediate);
  });

  test('a server that does not greet', async () => {
    const mute = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(mute, 'listening');
    onTestFinished(() => mute.close());
    const endpoint = { host: '127.0.0.1', port: (mute.address() as AddressInfo).port, tls: false };
    const results = probeOf()(channels({ endpoint }), {});
    expect(await late(results, () => mute.clients.size, 1)).toMatchObject({
      step: 'websocket',
      trouble: 'timeout',
    });
    while (mute.clients.size > 0) await new Promise(setImmediate);
  });
});

test('an unknown key, and an unknown path', async () => {
  const port = await front();
  expect(failure(await probeOf()(laravel(port, { key: 'other' }), {}))).toMatchObject({
    step: 'websocket',
    trouble: 'key_unknown',
  });
  const endpoint = { host: '127.0.0.1', port, tls: true, path: '/wrong' };
  expect(failure(await probeOf()(laravel(port, { endpoint }), {}))).toMatchObject({
    step: 'websocket',
    trouble: 'not_found',
  });
});

test('a server without the Pusher protocol', async () => {
  const other = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(other, 'listening');
  onTestFinished(() => other.close());
  other.on('connection', (socket) => socket.send('hello'));
  const endpoint = { host: '127.0.0.1', port: (other.address() as AddressInfo).port, tls: false };
  expect(failure(await probeOf()(channels({ endpoint }), {}))).toMatchObject({
    step: 'websocket',
    trouble: 'bad_answer',
  });
});

test('an invalid token, a channel of another user, and no auth address', async () => {
  const port = await front();
  expect(failure(await probeOf()(laravel(port), { token: 'wrong' }))).toMatchObject({
    step: 'auth',
    trouble: 'signed_out',
  });
  const foreign = laravel(port, { channel: 'private-App.Models.User.999' });
  expect(failure(await probeOf()(foreign, secrets()))).toMatchObject({
    step: 'auth',
    trouble: 'channel_forbidden',
  });
  const unsigned = channels({ channels: ['private-x'] });
  expect(failure(await probeOf()(unsigned, {}))).toMatchObject({
    step: 'auth',
    trouble: 'channel_forbidden',
  });
});

test('a signature that the server refuses', async () => {
  const port = await front({
    '/broadcasting/auth': (response) =>
      response.end(JSON.stringify({ auth: `${server.app.key}:${'0'.repeat(64)}` })),
  });
  expect(failure(await probeOf()(laravel(port), secrets()))).toMatchObject({
    step: 'subscribe',
    trouble: 'channel_forbidden',
  });
});

test.each([
  ['is gone', 404, '', 'not_found'],
  ['fails', 500, '', 'server_error'],
  ['is a page for people', 200, '<html>', 'bad_answer'],
])('REST that %s', async (_what, status, body, trouble) => {
  const port = await front({
    '/api/notifications/unread-count': (response) => response.writeHead(status).end(body),
  });
  expect(failure(await probeOf()(laravel(port), secrets()))).toMatchObject({ step: 'rest', trouble });
});

test('a Belfry server that does not know us: what needs its key is skipped', async () => {
  const port = await front({ '/api/session': (response) => response.writeHead(401).end('{}') });
  const results = await probeOf()(belfry(port), { token: 'wrong' });
  expect(outcomes(results)).toEqual([
    ...ok('name', 'tcp', 'tls'),
    ...skipped('websocket', 'auth', 'subscribe'),
    'rest failed',
  ]);
  expect(failure(results)).toMatchObject({ trouble: 'signed_out' });
});

test('the connection test does not use up a code, so it skips the steps behind it', async () => {
  const results = await probeOf()(belfry(await front()), { code: 'once', token: 'of before' });
  expect(outcomes(results)).toEqual([
    ...ok('name', 'tcp', 'tls'),
    ...skipped('websocket', 'auth', 'subscribe', 'rest'),
  ]);
  expect(results.at(-1)?.detail).toMatchObject({ code: 'code_kept' });
});

test('with a password the test creates a session, and ends it in any case', async () => {
  const password = { email: 'ann@example.test', password: 's3cret' };
  for (const port of [await front({ '/api/session': session }), await front()]) {
    const log: unknown[] = [];
    const probe = probeOf({
      sessions: {
        async open(url, name, given) {
          log.push({ url, name, given });
          return { ok: true, value: server.tokens.inbox };
        },
        close: async (url, token) => void log.push({ url, token }),
      },
    });
    const results = await probe(belfry(port), { password });
    const url = `https://127.0.0.1:${port}`;
    expect(log).toEqual([
      { url, name: 'connection-test', given: { password } },
      { url, token: server.tokens.inbox },
    ]);
    expect(JSON.stringify(results)).not.toContain('s3cret');
  }
  const refused = probeOf({
    sessions: {
      open: async () => ({
        ok: false,
        error: { code: 'sign_in_refused', detail: detail('wrong_password', {}) },
      }),
      close: () => Promise.reject(new Error('nothing to close')),
    },
  });
  expect(failure(await refused(belfry(await front()), { password }))).toMatchObject({
    step: 'rest',
    trouble: 'signed_out',
    detail: detail('wrong_password', {}),
  });
});

test('behind a proxy, name and TCP are the proxy’s, and its refusal is reported as the proxy’s', async () => {
  const proxy = await startProxy();
  const guarded = await startProxy({ auth: 'me:word' });
  onTestFinished(async () => {
    await proxy.stop();
    await guarded.stop();
  });
  const port = await front({}, authority.issue('belfry.test'));
  const source = laravel(port, {
    url: `https://belfry.test:${port}`,
    endpoint: { host: 'belfry.test', port, tls: true },
  });
  const over = (to: number): Options => ({ routes: [{ kind: 'http', host: '127.0.0.1', port: to }] });
  const results = await probeOf(over(proxy.port))(source, secrets());
  expect(outcomes(results)).toEqual(ok('name', 'tcp', 'tls', 'websocket', 'auth', 'subscribe', 'rest'));
  expect(results[1]?.detail).toMatchObject({
    code: 'proxy_listens',
    params: { host: '127.0.0.1', port: proxy.port },
  });
  expect(failure(await probeOf(over(guarded.port))(source, secrets()))).toMatchObject({
    step: 'tls',
    trouble: 'proxy_refused',
  });
  expect(failure(await probeOf(over(1))(source, secrets()))).toMatchObject({
    step: 'tcp',
    trouble: 'connection_refused',
  });
});
