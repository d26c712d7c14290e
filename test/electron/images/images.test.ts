import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageBounds } from '../../../electron/images/image-files.ts';
import type { Scale } from '../../../electron/images/image-fit.ts';
import { createImageCache } from '../../../electron/images/images.ts';
import { createNodeStack } from '../../../electron/network/node-stack.ts';
import { notification } from '../../support/notification.ts';

const png = (width: number, height = width): Buffer => PNG.sync.write(new PNG({ width, height }));
/** A picture of this size, as far as its first bytes say. */
const pngHeader = (width: number, height: number): Buffer => {
  const bytes = png(1);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
/** Its one frame is a pixel, if not said otherwise. */
const gif = (
  width: number,
  height: number,
  frame: Readonly<{ at: number; height: number }> = { at: 0, height: 1 },
): Buffer => {
  const bytes = Buffer.from('474946383961000000008000000000000000002c00000000010001000002024401003b', 'hex');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  bytes.writeUInt16LE(frame.at, 22);
  bytes.writeUInt16LE(frame.height, 26);
  return bytes;
};
/** Of a JPEG. */
const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
const jpegFrame = (width: number, height: number): Buffer => {
  const data = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  data.writeUInt16BE(height, 1);
  data.writeUInt16BE(width, 3);
  return segment(0xc0, data);
};
const jpeg = (...segments: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, Buffer.from([0xff, 0xd9])]);
/** A comment that has a small frame in it, where who takes a filling byte for a marker goes on to read. */
function disguise(): Buffer {
  const comment = segment(0xfe, Buffer.alloc(65_498));
  jpegFrame(10, 10).copy(comment, comment.readUInt16BE(1) + 1);
  return Buffer.concat([segment(0xfe, Buffer.from('ab')), Buffer.from([0xff]), comment]);
}
/** As Electron's decoder, for PNG. */
const scale: Scale = (bytes, { format, width, height }) => {
  if (format === 'jpg') return bytes;
  try {
    PNG.sync.read(Buffer.from(bytes));
    return new Uint8Array(png(width, height));
  } catch {
    return null;
  }
};

const PIXELS = png(3);
const PICTURES: Readonly<Record<string, Buffer>> = {
  '/photo.png': png(512, 1_024),
  '/begun.png': png(64).subarray(0, 33),
  '/huge.gif': gif(12_000, 12_000),
  '/frame.gif': gif(10, 10, { at: 0, height: 12_000 }),
  '/far.gif': gif(10, 10, { at: 12_000, height: 1 }),
  '/second.gif': Buffer.concat([
    gif(10, 10).subarray(0, -1),
    gif(10, 10, { at: 0, height: 12_000 }).subarray(19),
  ]),
  '/disguised.jpg': jpeg(disguise(), jpegFrame(12_000, 12_000)),
  '/small.jpg': jpeg(disguise(), jpegFrame(200, 100)),
  '/wide.png': pngHeader(22_000, 10),
  '/cut.png': pngHeader(1_000, 1_000),
  '/some.gif': gif(1_000, 1_000),
  '/page.png': Buffer.from('<!doctype html><title>Sign in</title>'),
  '/drawing.png': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
};
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
    response.end(PICTURES[request.url ?? ''] ?? PIXELS);
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
const cache = (isKnown = (_url: string) => true, bounds?: ImageBounds) =>
  createImageCache({
    folder,
    isKnown,
    scale,
    ...(bounds && { bounds }),
    fetch: (url, signal) => stack.send(url, { method: 'GET', headers: {}, body: null }, signal),
  });
const kept = (): readonly string[] => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);
const sizeOf = (bytes: Uint8Array | undefined): readonly number[] => {
  const { width, height } = PNG.sync.read(Buffer.from(bytes ?? []));
  return [width, height];
};

test('a picture is fetched once and survives restarts', async () => {
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

test.each([
  ...[
    '/huge.png',
    '/broken.png',
    '/missing.png',
    '/wide.png',
    '/huge.gif',
    '/frame.gif',
    '/far.gif',
    '/second.gif',
    '/disguised.jpg',
    '/cut.png',
    '/page.png',
    '/drawing.png',
  ],
])('%s is no picture', async (name) => {
  expect(await cache().get(base + name)).toBeNull();
  expect(kept()).toEqual([]);
});

test('a large picture is stored in the size that it is shown in, with its proportions', async () => {
  const image = await cache().get(`${base}/photo.png`);
  expect([sizeOf(image?.bytes), sizeOf(fs.readFileSync(image?.file ?? ''))]).toEqual([
    [128, 256],
    [128, 256],
  ]);
});

test('a small file that only begins like a picture is rejected', async () => {
  expect(await cache().get(`${base}/begun.png`)).toBeNull();
});

test('a picture with odd, but harmless bytes in it stays one', async () => {
  const image = await cache().get(`${base}/small.jpg`);
  expect(image?.type).toBe('image/jpeg');
});

test('what Electron cannot decode stays as it is, within the bound', async () => {
  const image = await cache().get(`${base}/some.gif`);
  expect([image?.type, image?.bytes.length]).toEqual(['image/gif', PICTURES['/some.gif']?.length]);
});

test('what a picture is, its bytes say, not its label', async () => {
  const image = await cache().get(`${base}/a.svg`);
  expect([image?.type, path.extname(image?.file ?? '')]).toEqual(['image/png', '.png']);
});

test('a picture that an earlier version stored unscaled is scaled to its shown size, or removed', async () => {
  const image = await cache().get(`${base}/a.png`);
  fs.writeFileSync(image?.file ?? '', png(1_024));
  expect(sizeOf((await cache().get(`${base}/a.png`))?.bytes)).toEqual([256, 256]);
  expect(sizeOf(fs.readFileSync(image?.file ?? ''))).toEqual([256, 256]);
  fs.writeFileSync(image?.file ?? '', pngHeader(12_000, 12_000));
  server.close();
  server.closeAllConnections();
  expect(await cache().get(`${base}/a.png`)).toBeNull();
  expect(kept()).toEqual([]);
});

test('a picture goes with its row, unless another has the same', async () => {
  const known = new Set([`${base}/a.png`, `${base}/b.png`]);
  const images = cache((url) => known.has(url));
  for (const url of known) await images.get(url);
  expect(kept()).toHaveLength(2);
  known.delete(`${base}/a.png`);
  const rows = [...'ab'].map((name) => notification(1, { icon: `${base}/${name}.png` }));
  images.dropped([...rows, notification(2, { icon: null })]);
  await expect.poll(kept).toHaveLength(1);
  await images.get(`${base}/b.png`);
  expect(requests).toEqual(['/a.png', '/b.png']);
});

test('the folder is bounded: those that were looked at last stay', async () => {
  const roomy = { files: 2, bytes: 1e6, unused: 1e9 };
  for (const name of ['a', 'b', 'c']) await cache(undefined, roomy).get(`${base}/${name}.png`);
  expect(kept()).toHaveLength(2);
  await cache(undefined, { ...roomy, bytes: 1.5 * PIXELS.length }).get(`${base}/d.png`);
  expect(kept()).toHaveLength(1);
  const [left = ''] = kept();
  const longAgo = new Date(Date.now() - 2 * roomy.unused);
  fs.utimesSync(path.join(folder, left), longAgo, longAgo);
  await cache(undefined, roomy).get(`${base}/e.png`);
  expect(kept()).toHaveLength(1);
  expect(kept()).not.toContain(left);
});

test('a picture that is used stays longer than one that came later', async () => {
  const bounds = { files: 2, bytes: 1e6, unused: 1e12 };
  const past = (file: string | undefined, days: number): void => {
    const at = new Date(Date.now() - days * 86_400_000);
    fs.utimesSync(file ?? '', at, at);
  };
  const first = await cache(undefined, bounds).get(`${base}/a.png`);
  const second = await cache(undefined, bounds).get(`${base}/b.png`);
  past(first?.file, 3);
  past(second?.file, 2);
  await cache(undefined, bounds).get(`${base}/a.png`);
  await cache(undefined, bounds).get(`${base}/c.png`);
  expect([fs.existsSync(first?.file ?? ''), fs.existsSync(second?.file ?? '')]).toEqual([true, false]);
});
