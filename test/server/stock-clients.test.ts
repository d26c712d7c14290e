/** What clients that people use put on the wire, byte for byte. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ignoreOffer } from '../../server/http/upgrade-offers.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Everything that the server answers to these bytes until `ends`, or until it ends the connection. */
function exchange(bytes: string, ends?: RegExp, port = Number(new URL(server.url).port)): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const client = net.connect(port, '127.0.0.1', () => client.write(bytes));
    client.setEncoding('utf8');
    client.on('data', (chunk) => {
      text += chunk;
      if (ends?.test(text)) client.destroy();
    });
    client.on('close', () => resolve(text));
    client.on('error', reject);
  });
}

const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const request = (line: string, headers: readonly string[], body = ''): string =>
  [`${line} HTTP/1.1`, `Host: ${new URL(server.url).host}`, ...headers, '', body].join('\r\n');

const OFFER = ['Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAEAAEAAAAIAAAAB', 'Upgrade: h2c'];

describe('an offer of another protocol is ignored', () => {
  const authorized = () => `Authorization: Bearer ${server.tokens.send}`;
  const send = (length: number) => [
    authorized(),
    'Content-Type: application/json',
    `Content-Length: ${length}`,
  ];

  test('by a plain request, whose connection goes on', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const headers = {
      upgrade: 'h2c',
      'http2-settings': 'AAEAAEAAAAIAAAAB',
      connection: 'Upgrade, HTTP2-Settings',
    };
    const ports = new Set<number | undefined>();
    for (const _ of [1, 2, 3]) {
      const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
        http.get(`${server.url}/health`, { agent, headers }, resolve).on('error', reject);
      });
      ports.add(response.socket.localPort);
      expect(response.statusCode).toBe(200);
      expect(JSON.parse(Buffer.concat(await response.toArray()).toString())).toEqual({ status: 'ok' });
    }
    expect(ports.size).toBe(1);
  });

  test('by a request with a body, which is not lost', async () => {
    const body = JSON.stringify({ title: 'By h2c' });
    const text = await exchange(
      request('POST /api/notifications', [...OFFER, ...send(body.length), 'Connection: close'], body),
    );
    expect(statuses(text)).toEqual([201]);
    expect(text).toContain('"title":"By h2c"');
  });

  test('by a body in chunks that comes later than its head', async () => {
    const head = request('POST /api/notifications', [
      ...OFFER,
      authorized(),
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ]);
    const { hostname, port } = new URL(server.url);
    const client = net.connect(Number(port), hostname, () => client.write(head));
    client.setEncoding('latin1');
    let text = '';
    client.on('data', (chunk) => {
      text += chunk;
    });
    const closed = new Promise((resolve) => client.on('close', resolve));
    // The second piece leaves when the first has been taken in by the server.
    await expect.poll(() => client.bytesWritten).toBe(head.length);
    const body = '{"title":"In chunks"}';
    client.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    await expect.poll(() => text).toMatch(/"title":"In chunks"/);
    client.destroy();
    await closed;
    expect(statuses(text)).toEqual([201]);
  });

  test('and still has a length that is checked', async () => {
    const text = await exchange(
      request(
        'POST /api/notifications',
        [...OFFER, ...send(70_000), 'Connection: close'],
        'x'.repeat(70_000),
      ),
    );
    expect(statuses(text)).toEqual([413]);
  });
});

test('a runtime that cannot ignore an offer starts the request again without it', async () => {
  const old = http.createServer(async (incoming, answer) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    answer.end(JSON.stringify([incoming.method, incoming.url, incoming.headers, body]));
  });
  old.on('upgrade', (incoming, socket, head) => ignoreOffer(old, incoming, socket, head));
  await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void old.close().closeAllConnections());
  const { port } = old.address() as net.AddressInfo;
  const body = 'é'.repeat(20_000);
  const bytes = Buffer.byteLength(body);
  const text = await exchange(
    request('POST /a?b=%20c', [...OFFER, 'X-Name: caf\u00e9', `Content-Length: ${bytes}`], body),
    /"\]$/,
    port,
  );
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual([
    'POST',
    '/a?b=%20c',
    { host: new URL(server.url).host, 'x-name': 'caf\u00c3\u00a9', 'content-length': String(bytes) },
    body,
  ]);
});

describe('a WebSocket', () => {
  const HANDSHAKE = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const open = (headers: readonly string[]) =>
    exchange(
      request(`GET /app/${server.app.key}?protocol=7`, headers),
      /connection_established|HTTP\/1\.1 [45]/,
    );

  test.each([
    ['without a body', []],
    ["with a body of no bytes (the JDK's)", ['Content-Length: 0']],
    ['whose protocol is written in capitals', ['X: y'], 'WebSocket'],
  ])('%s is let in', async (_what, more, protocol = 'websocket') => {
    const text = await open([...HANDSHAKE.map((line) => line.replace('websocket', protocol)), ...more]);
    expect(statuses(text)).toEqual([101]);
    expect(text).toContain('pusher:connection_established');
  });

  test.each([['Content-Length: 5'], ['Transfer-Encoding: chunked']])(
    'with a body (%s) is refused',
    async (more) => {
      expect(statuses(await open([...HANDSHAKE, more]))).toEqual([400]);
    },
  );
});

describe('where no body is read, an empty one of any type is fine', () => {
  const TYPES = [
    ...['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    'undefined',
  ];
  test.each(TYPES)('%s', async (type) => {
    const headers = { authorization: `Bearer ${server.tokens.inbox}`, 'content-type': type };
    const post = (url: string, method: string, body = '') =>
      fetch(`${server.url}${url}`, { method, headers, body });
    expect((await post('/api/notifications/mark-all-read', 'POST')).status).toBe(200);
    expect((await post('/api/notifications/unknown', 'DELETE')).status).toBe(404);
    expect((await post('/api/notifications/mark-all-read', 'POST', 'x=1')).status).toBe(415);
  });
});

test.each([
  ['of a form', () => new FormData()],
  ['of the form-data package', () => new Blob(['--x--\r\n'], { type: 'multipart/form-data; boundary=x' })],
  ['that begins with a line break', () => new Blob(['\r\n--x--'], { type: 'Multipart/Mixed; boundary="x"' })],
])('where no body is read, a multipart one without parts is fine: %s', async (_what, body) => {
  const headers = { authorization: `Bearer ${server.tokens.inbox}` };
  const post = (body: BodyInit) =>
    fetch(`${server.url}/api/notifications/mark-all-read`, { method: 'POST', headers, body });
  expect((await post(body())).status).toBe(200);
  const full = new FormData();
  full.set('a', 'b');
  expect((await post(full)).status).toBe(415);
});

describe('addresses', () => {
  const get = (url: string) =>
    fetch(`${server.url}${url}`, { headers: { authorization: `Bearer ${server.tokens.inbox}` } });

  test.each(['//api/notifications', '/api/notifications/', '/api//notifications//?page=1'])(
    '%s reaches its route',
    async (url) => {
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(await response.json()).toHaveProperty('pagination');
    },
  );

  test.each(['//', '/api//nothing', '//apps//'])('%s is nothing, and names no method', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(response.headers.get('allow')).toBeNull();
  });

  test('the answer to an unknown method lists the known ones, however the address is written', async () => {
    const response = await fetch(`${server.url}//api/notifications/mark-all-read/`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'DELETE, POST']);
  });

  test('headers above the limit', async () => {
    const text = await exchange(request('GET /health', [`X-Long: ${'x'.repeat(40_000)}`]));
    expect(statuses(text)).toEqual([431]);
    expect(text).toContain('"headers_too_large"');
  });
});

describe("a page number is read as Laravel's paginator reads it", () => {
  test.each([
    ['page=0', 1],
    ['page=-1', 1],
    ['page=abc', 1],
    ['page=1.5', 1],
    ['page=', 1],
    ['page[]=2', 1],
    ['page=2&page=3', 1],
    ['page=99999999999999999999', 1],
    ['page=%202%20', 2],
    ['page=7', 7],
  ])('%s', async (query, expected) => {
    const response = await fetch(`${server.url}/api/notifications?${query}`, {
      headers: { authorization: `Bearer ${server.tokens.inbox}` },
    });
    expect(response.status).toBe(200);
    expect((await response.json()).pagination.current_page).toBe(expected);
  });
});

const run = promisify(execFile);
const isThere = (command: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, command)));

test.runIf(isThere('curl'))('curl --http2 sends', async () => {
  const { stdout } = await run('curl', [
    ...['-s', '--http2', `${server.url}/api/notifications`, '-H', 'Content-Type: application/json'],
    ...['-H', `Authorization: Bearer ${server.tokens.send}`, '-d', '{"title":"By curl"}'],
  ]);
  expect(JSON.parse(stdout).notification.title).toBe('By curl');
});

test.runIf(isThere('java'))("the JDK's HttpClient sends, and its WebSocket connects", async () => {
  const { stdout } = await run('java', [
    path.join(import.meta.dirname, 'stock-clients.java'),
    ...[server.url, server.tokens.send, server.app.key],
  ]);
  expect(stdout).toContain('"title":"By Java"');
  expect(stdout).toContain('pusher:connection_established');
});
