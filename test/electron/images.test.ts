import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createImageCache } from '../../electron/images.ts';
import { createNodeStack } from '../../electron/network/node-stack.ts';

const PIXELS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
let folder: string;
let server: http.Server;
let base: string;
let requests: string[];

beforeEach(async () => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-images-')), 'images');
  requests = [];
  server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    const type = request.url?.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
    if (request.url === '/broken.png') return void request.socket.destroy();
    if (request.url === '/missing.png')
      return void response.writeHead(404, { 'content-type': type }).end(PIXELS);
    response.writeHead(200, { 'content-type': type });
    if (request.url === '/huge.png') response.write(Buffer.alloc(1024 * 1024));
    response.end(PIXELS);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  fs.rmSync(path.dirname(folder), { recursive: true });
});

const stack = createNodeStack({
  routes: async () => [{ kind: 'direct' }],
  credentials: () => null,
  trust: () => expect.fail('nothing here is encrypted'),
});
const cache = (isKnown = (_url: string) => true) =>
  createImageCache({
    folder,
    isKnown,
    fetch: (url, signal) => stack.send(url, { method: 'GET', headers: {}, body: null }, signal),
  });

test('a picture is fetched once, and kept across restarts', async () => {
  const first = cache();
  const [one, two] = await Promise.all([first.get(`${base}/a.png`), first.get(`${base}/a.png`)]);
  expect(one).toEqual(two);
  const again = await cache().get(`${base}/a.png`);
  expect(again).toEqual(one);
  expect(requests).toEqual(['/a.png']);
  expect(fs.readFileSync(again?.file ?? '')).toEqual(PIXELS);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(PIXELS.length)],
])('a kept picture of which a power cut left %s is fetched again', async (_what, left) => {
  const first = await cache().get(`${base}/a.png`);
  fs.writeFileSync(first?.file ?? '', left);
  expect((await cache().get(`${base}/a.png`))?.bytes).toEqual(new Uint8Array(PIXELS));
  expect(fs.readFileSync(first?.file ?? '')).toEqual(PIXELS);
});

test('nothing is asked for what no notification names', async () => {
  expect(await cache(() => false).get(`${base}/a.png`)).toBeNull();
  expect(requests).toEqual([]);
});

test.each(['/huge.png', '/broken.png', '/missing.png', '/active.svg'])('%s is no picture', async (name) => {
  expect(await cache().get(base + name)).toBeNull();
  expect(fs.existsSync(folder) ? fs.readdirSync(folder) : []).toEqual([]);
});
