import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
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
import { type WebSocket, WebSocketServer } from 'ws';
import { proxyCredentials } from '../../../electron/network/credentials.ts';
import { ProxyError } from '../../../electron/network/errors.ts';
import { createNodeStack } from '../../../electron/network/node-stack.ts';
import type { Route } from '../../../electron/network/routes.ts';
import type { Stack } from '../../../electron/network/stack.ts';
import { createTrust } from '../../../electron/network/trust.ts';
import { type Authority, createAuthority } from '../../support/certificates.ts';
import { type ProxyOptions, startProxy, startSocks } from '../../support/proxy.ts';

/** Known to the test's proxies only. */
const NAME = 'belfry.test';

let authority: Authority;
let plain: http.Server;
let secure: https.Server;
let ports: { plain: number; secure: number };

beforeAll(async () => {
  authority = createAuthority();
  plain = http.createServer((request, response) => response.end(`plain ${request.url}`));
  secure = https.createServer(authority.issue(NAME), (request, response) => {
    response.writeHead(request.url === '/forbidden' ? 403 : 200).end(`secure ${request.url}`);
  });
  for (const server of [plain, secure]) {
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket: WebSocket) =>
      socket.on('message', (data) => socket.send(`echo ${data}`)),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const portOf = (server: http.Server | https.Server) => (server.address() as AddressInfo).port;
  ports = { plain: portOf(plain), secure: portOf(secure) };
});
afterAll(() => {
  authority.remove();
  plain.close();
  secure.close();
});

const log = vi.fn();
beforeEach(() => void log.mockReset());

function stackOf(routes: readonly Route[], env: NodeJS.ProcessEnv = {}): Stack {
  const withCa = { SSL_CERT_FILE: authority.file, ...env };
  return createNodeStack({
    routes: async () => routes,
    credentials: proxyCredentials(withCa),
    trust: createTrust({ env: withCa, platform: 'linux', log }),
  });
}

async function proxy(options: ProxyOptions = {}) {
  const started = await startProxy(options);
  onTestFinished(() => started.stop());
  return started;
}

const over = (kind: 'http' | 'https' | 'socks5', port: number): Route => ({ kind, host: '127.0.0.1', port });
const DIRECT: Route = { kind: 'direct' };

async function get(stack: Stack, url: string): Promise<string> {
  const limit = AbortSignal.timeout(10_000);
  const { status, body } = await stack.send(url, { method: 'GET', headers: {}, body: null }, limit);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return `${status} ${Buffer.concat(chunks)}`;
}

/** What comes back over a WebSocket. @throws the error of its error event */
function echo(stack: Stack, url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = stack.socket(url);
    socket.onopen = () => socket.send('hello');
    socket.onmessage = ({ data }) => {
      resolve(data);
      socket.close();
    };
    socket.onerror = ({ error }) => reject(error);
    socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
  });
}

const urls = () => ({
  http: `http://${NAME}:${ports.plain}/a?b`,
  https: `https://${NAME}:${ports.secure}/a?b`,
  ws: `ws://${NAME}:${ports.plain}/app`,
  wss: `wss://${NAME}:${ports.secure}/app`,
});

describe('over a proxy', () => {
  test('of HTTP: requests are forwarded, all else goes through a tunnel', async () => {
    const { port, served } = await proxy();
    const stack = stackOf([over('http', port)]);
    expect(await get(stack, urls().http)).toBe('200 plain /a?b');
    expect(await get(stack, urls().https)).toBe('200 secure /a?b');
    expect(await echo(stack, urls().ws)).toBe('echo hello');
    expect(await echo(stack, urls().wss)).toBe('echo hello');
    expect(served).toEqual([
      `GET http://${NAME}:${ports.plain}/a?b`,
      `CONNECT ${NAME}:${ports.secure}`,
      `CONNECT ${NAME}:${ports.plain}`,
      `CONNECT ${NAME}:${ports.secure}`,
    ]);
  });

  test('to an address, whose certificate must be its own', async () => {
    const { port } = await proxy();
    const stack = stackOf([over('http', port)]);
    for (const [name, outcome] of [
      ['127.0.0.1', '200 ok'],
      ['127.0.0.2', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const) {
      const server = https.createServer(authority.issue(name), (_request, response) => response.end('ok'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const answer = get(stack, `https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(await answer.catch(({ code }: { code: string }) => code)).toBe(outcome);
    }
  });

  test('that speaks TLS itself', async () => {
    const { port, served } = await proxy({ tls: authority.issue('127.0.0.1') });
    const stack = stackOf([over('https', port)]);
    expect(await get(stack, urls().https)).toBe('200 secure /a?b');
    expect(await echo(stack, urls().wss)).toBe('echo hello');
    expect(served).toHaveLength(2);
  });

  test('of SOCKS, which looks up the name', async () => {
    const socks = await startSocks({ auth: 'me:p@ss:word' });
    onTestFinished(() => socks.stop());
    const env = { all_proxy: `socks5://me:p%40ss%3Aword@127.0.0.1:${socks.port}` };
    const stack = stackOf([over('socks5', socks.port)], env);
    expect(await get(stack, urls().http)).toBe('200 plain /a?b');
    expect(await echo(stack, urls().wss)).toBe('echo hello');
    expect(socks.served).toEqual([`CONNECT ${NAME}:${ports.plain}`, `CONNECT ${NAME}:${ports.secure}`]);
    const stranger = stackOf([over('socks5', socks.port)], {
      all_proxy: `socks5://me:wrong@127.0.0.1:${socks.port}`,
    });
    for (const attempt of [get(stranger, urls().https), echo(stranger, urls().ws)]) {
      await expect(attempt).rejects.toMatchObject({ name: 'ProxyError', reason: 'refused' });
    }
  });

  test('of SOCKS, to an address', async () => {
    const socks = await startSocks();
    onTestFinished(() => socks.stop());
    const stack = stackOf([over('socks5', socks.port)]);
    expect(await get(stack, `http://127.0.0.1:${ports.plain}/a?b`)).toBe('200 plain /a?b');
    expect(await echo(stack, `ws://[::1]:${ports.plain}/app`)).toBe('echo hello');
    expect(socks.served).toEqual([`CONNECT 127.0.0.1:${ports.plain}`, `CONNECT [::1]:${ports.plain}`]);
  });

  test('that wants to know who we are', async () => {
    const { port, served, refused } = await proxy({ auth: 'me:s3cret' });
    const known = stackOf([over('http', port)], { http_proxy: `http://me:s3cret@127.0.0.1:${port}` });
    expect(await get(known, urls().http)).toBe('200 plain /a?b');
    expect(await get(known, urls().https)).toBe('200 secure /a?b');
    expect(await echo(known, urls().wss)).toBe('echo hello');
    expect(served).toHaveLength(3);
    expect(refused()).toBe(0);
    const stranger = stackOf([over('http', port), DIRECT]);
    expect(await get(stranger, urls().http)).toBe('407 ');
    for (const attempt of [get(stranger, urls().https), echo(stranger, urls().wss)]) {
      await expect(attempt).rejects.toMatchObject({ reason: 'refused', message: 'The proxy answered 407.' });
    }
  });

  test.each([
    [403, 'refused'],
    [401, 'refused'],
    [503, 'no_way'],
  ])('whose answer %i to CONNECT is not the answer of the server', async (status, reason) => {
    const { port } = await proxy({ status });
    const stack = stackOf([over('http', port)]);
    for (const attempt of [get(stack, urls().https), echo(stack, urls().ws), echo(stack, urls().wss)]) {
      const error = await attempt.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ProxyError);
      expect(error).toMatchObject({ reason });
    }
  });

  test('that is gone: the next route is taken, and the failure reported if there is none', async () => {
    const gone = await startProxy();
    await gone.stop();
    const { port, served } = await proxy();
    const stack = stackOf([over('http', gone.port), over('socks5', gone.port), over('http', port)]);
    expect(await get(stack, urls().https)).toBe('200 secure /a?b');
    expect(await echo(stack, urls().wss)).toBe('echo hello');
    expect(served).toHaveLength(2);
    for (const kind of ['http', 'socks5'] as const) {
      const stuck = stackOf([over(kind, gone.port)]);
      await expect(get(stuck, urls().https)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await expect(echo(stuck, urls().wss)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  describe('that takes connections and says nothing', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    test('is left after 15 seconds', async () => {
      const { port, open } = await proxy({ silent: true });
      const stack = stackOf([over('http', port)]);
      const attempt = get(stack, urls().https).catch((error: unknown) => error);
      while (open() === 0) await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(15_000);
      expect(await attempt).toMatchObject({ code: 'ETIMEDOUT' });
      while (open() > 0) await new Promise(setImmediate);
    });
  });
});

describe('trusts', () => {
  const direct = (env: NodeJS.ProcessEnv) => stackOf([DIRECT], env);

  async function serve(name: string, options?: Parameters<Authority['issue']>[1]): Promise<string> {
    const server = https.createServer(authority.issue(name, options), (_request, response) =>
      response.end('ok'),
    );
    new WebSocketServer({ server });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('the certificates of the file that is named', async () => {
    const host = await serve('127.0.0.1');
    expect(await get(direct({}), `https://${host}/`)).toBe('200 ok');
    expect(
      await get(direct({ SSL_CERT_FILE: '', NODE_EXTRA_CA_CERTS: authority.file }), `https://${host}/`),
    ).toBe('200 ok');
  });

  test.each([
    ['an unknown authority', '127.0.0.1', {}, { SSL_CERT_FILE: '' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['another name', 'example.test', {}, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['the past', '127.0.0.1', { expired: true }, {}, 'CERT_HAS_EXPIRED'],
  ])('no certificate of %s', async (_of, name, options, env, code) => {
    const host = await serve(name, options);
    const stack = direct(env);
    await expect(get(stack, `https://${host}/`)).rejects.toMatchObject({ code });
    await expect(echo(stack, `wss://${host}/`)).rejects.toMatchObject({ code });
  });

  test('what has been added since', async () => {
    const host = await serve('127.0.0.1');
    const file = path.join(path.dirname(authority.file), 'bundle.pem');
    const stack = direct({ SSL_CERT_FILE: file });
    await expect(get(stack, `https://${host}/`)).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    fs.writeFileSync(file, authority.certificate);
    expect(await get(stack, `https://${host}/`)).toBe('200 ok');
  });

  test('all else, when a file has no certificates in it', async () => {
    const host = await serve('127.0.0.1');
    const file = path.join(path.dirname(authority.file), 'broken.pem');
    fs.writeFileSync(file, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await get(direct({ NODE_EXTRA_CA_CERTS: file }), `https://${host}/`)).toBe('200 ok');
    expect(log).toHaveBeenCalledWith(expect.stringContaining(file));
  });
});

describe('a connection over TLS', () => {
  afterEach(() => void vi.useRealTimers());

  /** Numbers its connections, and answers each request by that number and its method. */
  async function serve(onRequest: () => 'answer' | 'hang up' = () => 'answer', name = '127.0.0.1') {
    let connections = 0;
    const numbers = new WeakMap<object, number>();
    const server = https.createServer(authority.issue(name), (request, response) => {
      if (onRequest() === 'hang up') request.socket.destroy();
      else response.end(`${request.method} ${numbers.get(request.socket)}`);
    });
    server.on('secureConnection', (socket) => {
      connections += 1;
      numbers.set(socket, connections);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return `https://${name}:${(server.address() as AddressInfo).port}/`;
  }

  async function post(stack: Stack, url: string): Promise<string> {
    const request = { method: 'POST', headers: {}, body: 'x' };
    const { body } = await stack.send(url, request, AbortSignal.timeout(10_000));
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  test('serves page after page; an order gets its own page', async () => {
    const { port, served } = await proxy();
    for (const [stack, name] of [
      [stackOf([DIRECT]), '127.0.0.1'],
      [stackOf([over('http', port)]), NAME],
    ] as const) {
      const url = await serve(undefined, name);
      expect(await get(stack, url)).toBe('200 GET 1');
      expect(await get(stack, url)).toBe('200 GET 1');
      expect(await post(stack, url)).toBe('POST 2');
      expect(await get(stack, url)).toBe('200 GET 1');
    }
    expect(served).toHaveLength(2);
  });

  test('that the server ends instead of answering once more is replaced by another', async () => {
    let requests = 0;
    const url = await serve(() => {
      requests += 1;
      return requests === 2 ? 'hang up' : 'answer';
    });
    const stack = stackOf([DIRECT]);
    expect(await get(stack, url)).toBe('200 GET 1');
    expect(await get(stack, url)).toBe('200 GET 2');
    expect(requests).toBe(3);
  });

  test('that is new and ends without an answer is reported as such', async () => {
    const url = await serve(() => 'hang up');
    await expect(get(stackOf([DIRECT]), url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('from before the computer slept is not used', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const url = await serve();
    const stack = stackOf([DIRECT]);
    expect(await get(stack, url)).toBe('200 GET 1');
    vi.setSystemTime(Date.now() + 3_000);
    expect(await get(stack, url)).toBe('200 GET 1');
    vi.setSystemTime(Date.now() + 60_000);
    expect(await get(stack, url)).toBe('200 GET 2');
  });
});

test('a server that answers a WebSocket with a status is recognised by it', async () => {
  const server = http.createServer((_request, response) => response.writeHead(404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const attempt = echo(stackOf([DIRECT]), `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await expect(attempt).rejects.toMatchObject({ name: 'HandshakeError', status: 404 });
});
