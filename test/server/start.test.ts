import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import WebSocket from 'ws';
import { userChannel } from '#server/rules/channels';
import { desktopPorts, urlOf } from '../../server/http/listen.ts';
import { createLog } from '../../server/log.ts';
import { openSqlite } from '../../server/storage/sqlite/driver.ts';
import { makeCertificate } from '../support/certificate.ts';
import { DRIVERS, sqliteOf } from '../support/drivers.ts';
import { until } from '../support/poll.ts';
import { newDataDir, startServer, type TestServer } from '../support/server.ts';

const running: TestServer[] = [];
async function start(options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const server = await startServer(options);
  running.push(server);
  return server;
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const json = { 'content-type': 'application/json' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function send(server: TestServer, title: string): Promise<Response> {
  return fetch(`${server.url}/api/notifications`, {
    method: 'POST',
    headers: { ...json, ...bearer(server.tokens.send) },
    body: JSON.stringify({ title }),
  });
}
async function titles(server: TestServer): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/inbox`, { headers: bearer(server.tokens.inbox) });
  const { items } = (await answer.json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
}
/** Takes a port, so that the server cannot have it. */
async function occupy(port = 0): Promise<net.Server> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return server;
}
/** null: another program has it. */
async function tryOccupy(port: number): Promise<net.Server | null> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
const portOf = (server: net.Server) => (server.address() as net.AddressInfo).port;

test('the outbox waits five minutes at most after a start, whatever the clock said before', async () => {
  const first = await startServer({ abilities: ['inbox', 'ingest'] });
  const call = async (server: TestServer, method: string, url: string, body?: object) => {
    const answer = await fetch(`${server.url}${url}`, {
      method,
      headers: { ...json, ...bearer(server.tokens.inbox) },
      ...(body && { body: JSON.stringify(body) }),
    });
    // Only for what its caller knows to be in it.
    return (await answer.json()) as {
      delta: { changed: { id: string }[] };
      entries: { id: string }[];
      next_at: string | null;
    };
  };
  const content = {
    ...{ type: 't', title: 'a', message: '', url: null, icon: null, priority: 3, group_key: null },
    ...{ dedupe_key: null, reply: null, data: {} },
  };
  await call(first, 'PUT', '/api/sources/s-a', { kind: 'laravel', actions: ['read'] });
  const { delta } = await call(first, 'POST', '/api/inbox/ingest', {
    source: 's-a',
    items: [{ external_id: 'a', content }],
  });
  await call(first, 'POST', '/api/inbox/actions', { action: 'read', ids: [delta.changed[0]?.id] });
  const { entries } = await call(first, 'GET', '/api/outbox?source=s-a');
  await call(first, 'POST', '/api/outbox/results', {
    results: [{ id: entries[0]?.id, outcome: 'retry', after_ms: 3 * 60 * 60_000 }],
  });
  await first.stop();

  const second = await start({ dataDir: first.dataDir, abilities: ['inbox', 'ingest'] });
  const { next_at } = await call(second, 'GET', '/api/outbox?source=s-a');
  expect(Date.parse(next_at ?? '') - Date.now()).toBeLessThanOrEqual(5 * 60_000);
});

describe.each(DRIVERS)('a running server on %s', (driver) => {
  test('accepts a send and announces it to the owner on the channel', async () => {
    const server = await start({ driver });
    const events: { event: string; channel?: string; data: string }[] = [];
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/app/${server.app.key}?protocol=7`);
    socket.on('message', (text) => events.push(JSON.parse(text.toString())));
    await expect.poll(() => events[0]?.event).toBe('pusher:connection_established');
    const { socket_id } = JSON.parse(events[0]?.data ?? '{}');
    const channel = userChannel(server.userId);
    const granted = await fetch(`${server.url}/broadcasting/auth`, {
      method: 'POST',
      headers: { ...json, ...bearer(server.tokens.inbox) },
      body: JSON.stringify({ socket_id, channel_name: channel }),
    });
    const { auth } = (await granted.json()) as { auth: string };
    socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
    await expect.poll(() => events[1]?.event).toBe('pusher_internal:subscription_succeeded');
    await send(server, 'Hello');
    await expect.poll(() => events[2]?.channel).toBe(channel);
    expect(JSON.parse(events[2]?.data ?? '{}')).toMatchObject({ title: 'Hello', counts: { unread: 1 } });
    socket.close();
  });

  test('keeps everything over a restart: rows, users, app, sender token', async () => {
    const first = await start({ driver });
    await send(first, 'before');
    await first.stop();
    const second = await startServer({ driver, dataDir: first.dataDir });
    expect(second.endpoint.token).toBe(first.endpoint.token);
    expect(second.userId).toBe(first.userId);
    await send(second, 'after');
    expect(await titles(second)).toEqual(['after', 'before']);
    await second.stop();
  });

  test('a session token ends with its process', async () => {
    const first = await start({ driver });
    await first.stop();
    const second = await startServer({ driver, dataDir: first.dataDir });
    const answer = await fetch(`${second.url}/api/inbox`, { headers: bearer(first.tokens.inbox) });
    expect(answer.status).toBe(401);
    await second.stop();
  });

  test('leaves one closed database file behind', async () => {
    const server = await start({ driver });
    await send(server, 'x');
    await server.stop();
    const wal = path.join(server.dataDir, 'belfry.db-wal');
    expect(fs.statSync(wal, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  test('a database from the future stops the start by name, and is left alone', async () => {
    const dataDir = newDataDir();
    const file = path.join(dataDir, 'belfry.db');
    const db = await openSqlite(file, sqliteOf(driver));
    db.exec('PRAGMA user_version = 100000');
    db.close();
    await expect(startServer({ driver, dataDir })).rejects.toMatchObject({ code: 'database_from_future' });
    expect(fs.existsSync(path.join(dataDir, 'endpoint.json'))).toBe(false);
    fs.rmSync(dataDir, { recursive: true });
  });
});

test('a start that fails at its last step gives everything back', async () => {
  const dataDir = newDataDir();
  const taken = await occupy();
  const port = portOf(taken);
  await new Promise((resolve) => taken.close(resolve));
  fs.mkdirSync(path.join(dataDir, 'endpoint.json'));
  await expect(startServer({ dataDir, port, embedded: false })).rejects.toMatchObject({
    code: 'storage_failed',
  });
  fs.rmdirSync(path.join(dataDir, 'endpoint.json'));
  const server = await startServer({ dataDir, port, embedded: false });
  expect((await send(server, 'x')).status).toBe(201);
  await server.close();
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:9'],
  ['0.0.0.0', 'http://127.0.0.1:9'],
  ['::1', 'http://[::1]:9'],
  ['::', 'http://[::1]:9'],
])('an address on %s is opened by %s', (address, url) => {
  expect(urlOf({ address, family: address.includes(':') ? 'IPv6' : 'IPv4', port: 9 }, 'http')).toBe(url);
});

test('a start that fails over its app leaves the data folder to the next one', async () => {
  const dataDir = newDataDir();
  await expect(startServer({ dataDir, settings: { origins: [] } })).rejects.toThrow(/origins/);
  await start({ dataDir });
});

test('a stopped server leaves no timer behind', async () => {
  const [set, clear] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')];
  const server = await startServer({ embedded: false });
  const timers = set.mock.results.map(({ value }) => value);
  expect(timers).not.toEqual([]);
  await server.close();
  const cleared = clear.mock.calls.map(([timer]) => timer);
  expect(timers.filter((timer) => !cleared.includes(timer))).toEqual([]);
});

test('on a desktop nothing wakes it up but what it serves; alone it looks for half-sent headers', async () => {
  const HOUR = 60 * 60_000;
  const set = vi.spyOn(globalThis, 'setInterval');
  const create = vi.spyOn(http, 'createServer');
  const headersChecks = () =>
    create.mock.calls.map(([options]) => (options as http.ServerOptions).connectionsCheckingInterval ?? 0);
  await start({ embedded: true });
  expect(headersChecks()).toHaveLength(1);
  for (const period of [...set.mock.calls.map(([, ms]) => ms ?? 0), ...headersChecks()]) {
    expect(period).toBeGreaterThanOrEqual(HOUR);
  }
  create.mockClear();
  await start({ embedded: false });
  expect(headersChecks()).toEqual([5_000]);
});

describe('a server that other computers reach', () => {
  const WARNING = /clear text/;
  async function warned(options: Parameters<typeof startServer>[0]): Promise<boolean> {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    await start({ embedded: false, log, ...options });
    return lines.some((line) => WARNING.test(line));
  }

  test('warns when they do so in clear text, and only then', async () => {
    expect(await warned({ host: '0.0.0.0' })).toBe(true);
    expect(await warned({ host: '0.0.0.0', network: { plainSignIn: true } })).toBe(true);
    expect(await warned({ host: '127.0.0.1' })).toBe(false);
    expect(await warned({ host: '0.0.0.0', network: { trustedProxies: ['10.0.0.1'] } })).toBe(false);
    const folder = newDataDir();
    const certificate = makeCertificate(folder);
    expect(await warned({ host: '0.0.0.0', network: { certificate } })).toBe(false);
    fs.rmSync(folder, { recursive: true });
  });

  test('gives local scripts the address that its certificate is for', async () => {
    const server = await start({ embedded: false, network: { url: 'https://belfry.example.com' } });
    expect(server.endpoint.url).toBe('https://belfry.example.com');
    expect(server.url).toMatch(/^http:\/\/127/);
  });

  test('does not start with a certificate that cannot be used', async () => {
    const files = { certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' };
    const dataDir = path.join(newDataDir(), 'untouched');
    await expect(startServer({ dataDir, network: { certificate: files } })).rejects.toMatchObject({
      code: 'certificate_unusable',
    });
    expect(fs.existsSync(dataDir)).toBe(false);
    fs.rmdirSync(path.dirname(dataDir));
  });
});

describe('the port', () => {
  test('embedded: the next free one when the wanted one is taken', async () => {
    const taken = await occupy();
    const server = await start({ port: portOf(taken) });
    const port = Number(new URL(server.url).port);
    expect(port).toBeGreaterThan(portOf(taken));
    expect(port).toBeLessThanOrEqual(portOf(taken) + 20);
    expect(server.endpoint.url).toBe(server.url);
    expect((await send(server, 'x')).status).toBe(201);
    taken.close();
  });

  test('embedded: the one that scripts know comes before the next ones, and any before none', async () => {
    const dataDir = newDataDir();
    const first = await startServer({ dataDir, port: 0 });
    await first.stop();
    const taken = await occupy();
    const second = await startServer({ dataDir, port: portOf(taken) });
    expect(second.url).toBe(first.url);
    await second.close();
    expect(desktopPorts(26_600, undefined)).toHaveLength(22);
    expect(desktopPorts(65_530, 'http://127.0.0.1:4000')).toEqual([
      ...[65_530, 4_000, 65_531, 65_532, 65_533, 65_534, 65_535, 0],
    ]);
    const shared = await Promise.all(desktopPorts(portOf(taken), undefined).slice(1, -1).map(tryOccupy));
    const last = await start({ port: portOf(taken) });
    expect((await send(last, 'x')).status).toBe(201);
    for (const server of [taken, ...shared]) server?.close();
  });

  test('standalone: exactly the wanted one, or none', async () => {
    const taken = await occupy();
    const dataDir = newDataDir();
    await expect(startServer({ port: portOf(taken), embedded: false, dataDir })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(portOf(taken))),
    });
    // What was opened is closed again: the folder can be used at once.
    taken.close();
    const server = await startServer({ embedded: false, dataDir });
    await server.close();
  });

  test('an address that is not of this computer is not mistaken for a taken port', async () => {
    const dataDir = newDataDir();
    // Reserved for documentation: no computer has it. https://www.rfc-editor.org/rfc/rfc5737
    const start = startServer({ host: '192.0.2.1', port: 47_600, dataDir });
    await expect(start).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    fs.rmSync(dataDir, { recursive: true });
  });

  test('embedded: any, where the wanted one is the highest and taken', async () => {
    const taken = await occupy(65_535);
    const dataDir = newDataDir();
    const server = await startServer({ port: 65_535, dataDir });
    expect((await send(server, 'x')).status).toBe(201);
    await server.close();
    taken.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('who may come in', () => {
  function get(server: TestServer, headers: Record<string, string>): Promise<number | undefined> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      http
        .get({ hostname, port, path: '/health', headers, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
        .on('error', reject);
    });
  }

  test('embedded: only its own Host and Origin, over HTTP and on the WebSocket', async () => {
    const server = await start();
    const { host } = new URL(server.url);
    expect(await get(server, { host })).toBe(200);
    expect(await get(server, { host: 'evil.example' })).toBe(403);
    expect(await get(server, { host, origin: 'https://evil.example' })).toBe(403);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/app/${server.app.key}?protocol=7`, {
      origin: 'https://evil.example',
    });
    const refused = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(refused.message).toContain('403');
  });

  test('standalone: any, since it cannot know its names', async () => {
    const server = await start({ embedded: false });
    expect(await get(server, { host: 'belfry.example', origin: 'https://app.example' })).toBe(200);
  });

  test("standalone: the operator's token reads and sends, embedded it only sends", async () => {
    for (const [embedded, expected] of [
      [false, 200],
      [true, 403],
    ] as const) {
      const server = await start({ embedded });
      const answer = await fetch(`${server.url}/api/inbox`, { headers: bearer(server.endpoint.token) });
      expect(answer.status).toBe(expected);
      expect((await send(server, 'x')).status).toBe(201);
    }
  });
});

describe('stopping', () => {
  test('closes sockets with a code that lets clients return, and then the port', async () => {
    const server = await start();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/app/${server.app.key}?protocol=7`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('message', resolve));
    await Promise.all([server.stop(), server.stop()]);
    expect(await closed).toBe(4100);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  });

  test('does not wait for a client that never ends its request', async () => {
    const server = await start();
    const { hostname, port, host } = new URL(server.url);
    const client = net.connect(Number(port), hostname);
    client.on('error', () => {});
    const closed = new Promise((resolve) => client.on('close', resolve));
    const head = `POST /api/notifications HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${server.tokens.send}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n`;
    // The server's `100 Continue` shows that it waits for the body now.
    await new Promise((resolve) => {
      client.once('data', resolve);
      client.write(head);
    });
    await server.stop();
    await closed;
  });
});

test('a clock that was set while it ran is noticed with the next request', async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const server = await start();
  const body = JSON.stringify({ title: 'later', delay: 3_600 });
  const headers = { ...json, ...bearer(server.tokens.send) };
  expect((await fetch(`${server.url}/api/notifications`, { method: 'POST', headers, body })).status).toBe(
    202,
  );
  expect(await titles(server)).toEqual([]);
  vi.setSystemTime(Date.now() + 2 * 3_600_000);
  await until('it to arrive', async () => (await titles(server)).includes('later'));
});
