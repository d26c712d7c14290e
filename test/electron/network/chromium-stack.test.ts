/**
 * `net.WebSocket` as `electron/network` uses it. Node's own has the same interface, and stands in for it where no Electron has
 * one; HTTP over Chromium is tried in `test/e2e/network.spec.ts`.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Net, Session } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { createChromiumStack } from '../../../electron/network/chromium-stack.ts';
import type { Route } from '../../../electron/network/routes.ts';

let server: WebSocketServer;
let url: string;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

type OpenSocket = Parameters<typeof createChromiumStack>[0]['openSocket'];
type NetSocket = ReturnType<OpenSocket>;

function setUp({
  routes = [{ kind: 'direct' }],
  openSocket,
  origin,
}: {
  routes?: readonly Route[];
  openSocket?: OpenSocket;
  origin?: string;
}) {
  const order: string[] = [];
  const request = vi.fn(({ url: to, method }: { url: string; method: string }) => {
    order.push(`${method} ${to}`);
    throw new Error('the proxy lets nobody through today');
  });
  const stack = createChromiumStack({
    request: request as unknown as Net['request'],
    openSocket(to, as) {
      order.push(`socket ${to}${as === null ? '' : ` as ${as}`}`);
      return openSocket?.(to, as) ?? (new WebSocket(to) as unknown as NetSocket);
    },
    session: () => ({}) as Session,
    routes: async () => routes,
    credentials: (host) => (host === 'known' ? { username: 'me', password: 'word' } : null),
  });
  const socket = stack.socket(url, origin);
  const heard: unknown[] = [];
  socket.onopen = () => heard.push('open');
  socket.onmessage = ({ data }) => heard.push(data);
  socket.onerror = ({ error }) => heard.push((error as Error).message);
  socket.onclose = ({ code, reason }) => heard.push(`${code} ${reason}`);
  return { socket, order, heard };
}

test('opens, exchanges frames, and reports how it ended', async () => {
  server.on('connection', (client) => {
    client.on('message', (text) => client.send(`echo ${text}`));
  });
  const { socket, heard, order } = setUp({});
  await expect.poll(() => heard).toEqual(['open']);
  socket.send('hello');
  await expect.poll(() => heard).toEqual(['open', 'echo hello']);
  for (const client of server.clients) client.close(4001, 'no such app');
  await expect.poll(() => heard).toEqual(['open', 'echo hello', '4001 no such app']);
  expect(order).toEqual([`socket ${url}`]);
});

test('sends the origin of its site, if there is one', async () => {
  const { heard, order } = setUp({ origin: 'https://shop.example' });
  await expect.poll(() => heard).toEqual(['open']);
  expect(order).toEqual([`socket ${url} as https://shop.example`]);
});

test('if the proxy wants a password, an HTTP request gives it in advance', async () => {
  const { heard, order } = setUp({ routes: [{ kind: 'http', host: 'known', port: 3128 }] });
  await expect.poll(() => heard).toEqual(['open']);
  expect(order).toEqual([`HEAD ${url.replace('ws:', 'http:').slice(0, -1)}`, `socket ${url}`]);
});

test('a proxy of which we know no name is not asked first', async () => {
  const { heard, order } = setUp({ routes: [{ kind: 'http', host: 'unknown', port: 3128 }] });
  await expect.poll(() => heard).toEqual(['open']);
  expect(order).toEqual([`socket ${url}`]);
});

test("Chromium's name for a failure, which it gives as the reason, is the error", async () => {
  const target = new EventTarget();
  const { heard, order } = setUp({
    openSocket: () => Object.assign(target, { send() {}, close() {} }) as unknown as NetSocket,
  });
  await expect.poll(() => order).toHaveLength(1);
  target.dispatchEvent(new Event('error'));
  target.dispatchEvent(
    Object.assign(new Event('close'), { code: 1006, reason: 'net::ERR_CERT_DATE_INVALID' }),
  );
  expect(heard).toEqual(['net::ERR_CERT_DATE_INVALID', '1006 ']);
});

test('an address that it refuses is reported as an error', async () => {
  const { heard } = setUp({
    openSocket() {
      throw new Error('bad address');
    },
  });
  await expect.poll(() => heard).toEqual(['bad address', '1006 ']);
});

test('closed before it is open, it never opens', async () => {
  const { socket, heard, order } = setUp({});
  socket.close();
  await new Promise(setImmediate);
  expect(heard).toEqual(['1006 ']);
  expect(order).toEqual([]);
});
