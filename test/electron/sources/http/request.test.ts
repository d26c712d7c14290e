import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createNodeStack } from '../../../../electron/network/node-stack.ts';
import { createTrust } from '../../../../electron/network/trust.ts';
import { BODY_LIMIT, createHttp, type HttpInit } from '../../../../electron/sources/http/request.ts';
import { createUpstreamReply } from '../../../../electron/sources/http/upstream-reply.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';
import { startProxy } from '../../../support/proxy.ts';

const direct = createHttp(
  createNodeStack({
    routes: async () => [{ kind: 'direct' }],
    credentials: () => null,
    trust: createTrust({ env: {}, platform: 'linux', log: () => {} }),
  }),
);
const GET = { method: 'GET' } as const satisfies HttpInit;

/** Connections to the servers of a test. */
const open = new Set<net.Socket>();
let seen: { request: string; headers: http.IncomingHttpHeaders; body: string }[];
beforeEach(() => {
  seen = [];
  open.clear();
});

/** @returns its origin */
async function serve(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({
      request: `${request.method} ${request.url}`,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    answer(request, response);
  });
  server.on('connection', (socket) => open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server below HTTP: what it writes to each client. */
async function serveRaw(text: string): Promise<string> {
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).resume();
    if (text !== '') socket.once('data', () => socket.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a request goes out as it is given, and any status is an answer', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(418, { 'Retry-After': '7', 'set-cookie': ['a=1', 'b=2'] }).end('{"ü":1}');
  });
  const answer = await direct.request(`${url}/x?y=1`, {
    method: 'POST',
    headers: { Authorization: 'Bearer secret' },
    body: '{"ä":1}',
  });
  expect(answer).toMatchObject({ status: 418, body: '{"ü":1}', headers: { 'retry-after': '7' } });
  expect(seen).toMatchObject([
    { request: 'POST /x?y=1', body: '{"ä":1}', headers: { authorization: 'Bearer secret' } },
  ]);
  await direct.request(url, GET);
  expect(seen[1]?.headers.cookie).toBeUndefined();
});

test('a redirect is followed on the same server, and not to another one', async () => {
  const other = await serve((_request, response) => response.end('stolen'));
  const url = await serve((request, response) => {
    if (request.url === '/here') response.end('arrived');
    else response.writeHead(302, { location: request.url === '/away' ? `${other}/` : '/here' }).end();
  });
  const headers = { authorization: 'Bearer secret' };
  expect(await direct.request(`${url}/near`, { ...GET, headers })).toMatchObject({ body: 'arrived' });
  expect(seen.at(-1)).toMatchObject({ request: 'GET /here', headers: { authorization: 'Bearer secret' } });
  expect(await direct.request(`${url}/away`, { ...GET, headers })).toMatchObject({
    status: 302,
    headers: { location: `${other}/` },
  });
  expect(seen.map(({ request }) => request)).toEqual(['GET /near', 'GET /here', 'GET /away']);
});

test.each([301, 302, 303])(
  'a %i of a POST is its answer: the page there has done nothing',
  async (status) => {
    const url = await serve((request, response) => {
      if (request.url === '/login') response.end('{}');
      else response.writeHead(status, { location: '/login' }).end();
    });
    const answer = await direct.request(`${url}/read`, { method: 'POST', body: 'x' });
    expect([answer.status, answer.headers.location]).toEqual([status, '/login']);
    expect(seen.map(({ request }) => request)).toEqual(['POST /read']);
  },
);

test('a redirect that keeps its method keeps its body; one without end is a bad answer', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/end') response.end();
    else response.writeHead(307, { location: request.url === '/loop' ? '/loop' : '/end' }).end();
  });
  await direct.request(`${url}/`, { method: 'PUT', body: 'kept' });
  expect(seen.at(-1)).toMatchObject({ request: 'PUT /end', body: 'kept' });
  await expect(direct.request(`${url}/loop`, GET)).rejects.toMatchObject({ trouble: 'bad_answer' });
});

test.each([307, 308])(
  'a %i of a reply is followed with its token below what is trusted, and nowhere else',
  async (status) => {
    const url = await serve((request, response) => {
      const to = request.url?.split('?to=')[1];
      if (to === undefined) response.end();
      else response.writeHead(status, { location: to }).end();
    });
    const reply = createUpstreamReply({
      trusted: [`${url}/replies`],
      http: direct,
      token: () => 'secret',
      headers: () => ({}),
      now: () => new Date(),
      sendClientEvent: () => expect.fail('not in a channel'),
    });
    const entry = { id: 'e', source: 's', notification_id: 'n', external_id: 'x', attempts: 0 } as const;
    const post = async (path: string) => {
      const to = { via: 'http', url: url + path } as const;
      const result = await reply({ ...entry, action: 'reply', reply: { to, text: 'Yes' } });
      return [result.outcome, seen.splice(0).map(({ request, headers }) => [request, headers.authorization])];
    };
    const token = 'Bearer secret';
    expect(await post('/replies/7?to=/replies/end')).toEqual([
      'done',
      [
        ['POST /replies/7?to=/replies/end', token],
        ['POST /replies/end', token],
      ],
    ]);
    for (const to of ['/api/notifications/mark-all-read/end', '/replies/../end', '/replies/%2e%2e%2fend']) {
      expect(await post(`/replies?to=${to}`)).toEqual(['retry', [[`POST /replies?to=${to}`, token]]]);
    }
    // What has no token may go on, as any other.
    expect(await post('/others?to=/end')).toEqual([
      'done',
      [
        ['POST /others?to=/end', undefined],
        ['POST /end', undefined],
      ],
    ]);
  },
);

test.each([
  ['says nothing', () => serveRaw('')],
  [
    'hangs in the middle of its answer',
    () =>
      serve((_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('half')),
  ],
])('a server that %s runs into the timeout', async (_what, start) => {
  const url = await start();
  const attempt = direct.request(url, { ...GET, timeoutMs: 300 });
  await expect(attempt).rejects.toMatchObject({ name: 'TroubleError', trouble: 'timeout' });
  await expect.poll(() => [...open].filter((socket) => !socket.destroyed)).toEqual([]);
});

test('a truncated answer counts as no answer', async () => {
  const url = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
  await expect(direct.request(url, GET)).rejects.toMatchObject({
    name: 'TroubleError',
    trouble: 'unreachable',
  });
});

test('8 MB are the limit', async () => {
  const url = await serve((request, response) => {
    response.end('x'.repeat(request.url === '/fits' ? BODY_LIMIT : BODY_LIMIT + 1));
  });
  expect((await direct.request(`${url}/fits`, GET)).body).toHaveLength(BODY_LIMIT);
  await expect(direct.request(url, GET)).rejects.toMatchObject({ trouble: 'bad_answer' });
});

test.each([
  ['what is not HTTP', () => serveRaw('220 smtp.example ESMTP\r\n'), 'bad_answer'],
  ['nobody', async () => 'http://127.0.0.1:1', 'connection_refused'],
  ['a name that does not exist', async () => 'http://belfry.invalid/', 'name_unknown'],
  ['an address that is none', async () => 'nonsense', 'bad_answer'],
  [
    'what does not speak TLS',
    async () => (await serveRaw('HTTP/1.1 200 OK\r\n\r\n')).replace('http', 'https'),
    'bad_answer',
  ],
])('the trouble with %s has its name', async (_what, start, trouble) => {
  const error = await direct
    .request(await start(), { ...GET, headers: { authorization: 'Bearer s3cret' } })
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(TroubleError);
  expect(error).toMatchObject({ trouble });
  expect(JSON.stringify(error) + (error as Error).message).not.toContain('s3cret');
});

test('a proxy that wants to know us is that trouble, and not an answer', async () => {
  const proxy = await startProxy({ auth: 'me:word' });
  onTestFinished(() => proxy.stop());
  const http = createHttp(
    createNodeStack({
      routes: async () => [{ kind: 'http', host: '127.0.0.1', port: proxy.port }],
      credentials: () => null,
      trust: createTrust({ env: {}, platform: 'linux', log: () => {} }),
    }),
  );
  for (const url of ['http://belfry.test/', 'https://belfry.test/']) {
    await expect(http.request(url, GET)).rejects.toMatchObject({ trouble: 'proxy_refused' });
  }
});
