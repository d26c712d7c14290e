/** The request of a sender's button: to whom it may go, what goes along, and when it is tried again. Over Node's stack, to a real server. */
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { OutboxEntry } from '#server/outbox';
import type { GivenAction } from '#server/rules/content/actions';
import { createNodeStack } from '../../../../electron/network/node-stack.ts';
import { createTrust } from '../../../../electron/network/trust.ts';
import { createActionRequest } from '../../../../electron/sources/http/action-request.ts';
import { createHttp } from '../../../../electron/sources/http/request.ts';
import type { RequestRights } from '../../../../electron/sources/vault/vault.ts';

type Asked = Readonly<{
  method: string | undefined;
  url: string | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}>;

let asked: Asked[];
let answer: (response: http.ServerResponse) => void;
let port: number;
beforeEach(async () => {
  asked = [];
  answer = (response) => void response.end();
  const server = http.createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    asked.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
});
afterEach(() => void vi.restoreAllMocks());

const here = (path = '/restart'): string => `http://127.0.0.1:${port}${path}`;

function send(
  action: Partial<Extract<GivenAction, { kind: 'http' }>> = {},
  more: Readonly<{ from?: string; right?: ReturnType<RequestRights['to']>; attempts?: number }> = {},
) {
  const { from = 'local', right = 'allowed', attempts = 0 } = more;
  const trust = createTrust({ env: {}, platform: 'linux', log: () => {} });
  const stack = createNodeStack({ routes: async () => [{ kind: 'direct' }], credentials: () => null, trust });
  const request = createActionRequest({
    http: createHttp(stack),
    rights: { to: () => right },
    now: () => new Date(),
  });
  const pressed = {
    ...{ key: 'key-1', from },
    action: { id: 'Restart', label: 'Restart', kind: 'http', method: 'POST', url: here(), ...action },
  };
  return request({
    ...{ id: 'entry', source: 'requests', notification_id: 'n', external_id: null, reply: null },
    ...{ action: 'request', attempts, pressed },
  } as OutboxEntry);
}

test('goes out as the sender has written it, with its key, and with nothing of the user', async () => {
  const headers = { 'Content-Type': 'application/json', 'X-Job': '7' };
  expect(await send({ method: 'PATCH', headers, body: '{"a":1}' })).toEqual({ outcome: 'done' });
  const [{ method, url, body, headers: sent }] = asked as [Asked];
  expect([method, url, body]).toEqual(['PATCH', '/restart', '{"a":1}']);
  expect(sent).toEqual({
    ...{ 'content-type': 'application/json', 'x-job': '7', 'idempotency-key': 'key-1' },
    ...{ 'user-agent': 'Belfry', host: `127.0.0.1:${port}`, connection: 'close', 'content-length': '7' },
  });
});

test.each(['Host', 'cookie', 'ORIGIN', 'Content-Length', 'Transfer-Encoding', 'Idempotency-Key'])(
  'a header %s is not for senders: half a request would be another one',
  async (name) => {
    expect(await send({ headers: { [name]: '1' } })).toMatchObject({ reason: { code: 'gone' } });
    expect(asked).toEqual([]);
  },
);

test.each(['a\r\nx-evil: 1', 'a\nb', 'a\0b'])('a header %j makes no second one', async (value) => {
  expect(await send({ headers: { 'x-job': value } })).toMatchObject({ reason: { code: 'gone' } });
  expect(asked).toEqual([]);
});

test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'javascript:alert(1)'])(
  '%s is no address for it',
  async (url) => {
    expect(await send({ url })).toMatchObject({ outcome: 'refused', reason: { code: 'gone' } });
  },
);

test('goes nowhere that its user has not allowed, also if that was taken back meanwhile', async () => {
  expect(await send({}, { right: 'unknown' })).toMatchObject({
    outcome: 'refused',
    reason: { code: 'not_allowed_there', params: { origin: `http://127.0.0.1:${port}` } },
  });
  expect(asked).toEqual([]);
});

test('of a source elsewhere, goes into no private network, except to its own server', async () => {
  expect(await send({}, { from: 's-team' })).toMatchObject({ reason: { code: 'inside' } });
  expect(await send({ url: `http://localhost:${port}/` }, { from: 's-team' })).toMatchObject({
    reason: { code: 'inside' },
  });
  expect(asked).toEqual([]);
  expect(await send({}, { from: 's-team', right: 'own' })).toEqual({ outcome: 'done' });
});

test('a name that leads elsewhere a moment later does not lead inside', async () => {
  vi.spyOn(dns.promises, 'lookup').mockResolvedValue([{ address: '1.1.1.1', family: 4 }] as never);
  vi.spyOn(dns, 'lookup').mockImplementation(((
    _host: string,
    options: dns.LookupAllOptions,
    done: (...found: unknown[]) => void,
  ) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) as never);
  const result = await send({ url: `http://rebind.example:${port}/` }, { from: 's-team' });
  expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'inside' } });
  expect(asked).toEqual([]);
});

test('follows no redirect to another origin', async () => {
  answer = (response) => response.writeHead(307, { location: `http://localhost:${port}/elsewhere` }).end();
  expect(await send()).toMatchObject({ outcome: 'refused', reason: { code: 'redirected' } });
  expect(asked.map(({ url }) => url)).toEqual(['/restart']);
});

test('an answer of any length is success, and is not read', async () => {
  let written = 0;
  answer = (response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(1024 * 1024);
    const more = (): void => {
      if (response.destroyed) return;
      written += chunk.length;
      response.write(chunk, () => setImmediate(more));
    };
    more();
  };
  expect(await send()).toEqual({ outcome: 'done' });
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test.each([
  [400, { outcome: 'refused', reason: { code: 'answered', params: { status: 400 } } }],
  [401, { outcome: 'refused', reason: { code: 'answered', params: { status: 401 } } }],
  [500, { outcome: 'retry' }],
  [503, { outcome: 'retry' }],
  [429, { outcome: 'retry' }],
])('an answer of %i', async (status, outcome) => {
  answer = (response) => response.writeHead(status).end('{"message": "for developers"}');
  const result = await send();
  expect(result).toMatchObject(outcome);
  expect(JSON.stringify(result)).not.toContain('https://');
});

test('a server that says when is asked then, if its user can wait for that', async () => {
  answer = (response) => response.writeHead(429, { 'retry-after': '30' }).end();
  expect(await send()).toEqual({ outcome: 'retry', after_ms: 30_000 });
  answer = (response) => response.writeHead(429, { 'retry-after': '7200' }).end();
  expect(await send()).toMatchObject({ outcome: 'refused', reason: { code: 'answered' } });
});

test('what nobody answers is tried again, and has failed after some minutes', async () => {
  answer = (response) => void response.destroy();
  expect(await send()).toEqual({ outcome: 'retry' });
  expect(await send({}, { attempts: 8 })).toEqual({ outcome: 'retry' });
  expect(await send({}, { attempts: 9 })).toMatchObject({
    outcome: 'refused',
    reason: { code: 'unanswered' },
  });
  answer = (response) => response.writeHead(502).end();
  expect(await send({}, { attempts: 9 })).toMatchObject({
    reason: { code: 'answered', params: { status: 502 } },
  });
});
