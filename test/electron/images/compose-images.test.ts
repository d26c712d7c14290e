import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notification } from '#server/notification';
import { composeImages } from '../../../electron/images/compose-images.ts';
import { createNodeStack } from '../../../electron/network/node-stack.ts';
import { notification } from '../../support/notification.ts';

const PIXELS = PNG.sync.write(new PNG({ width: 3, height: 3 }));
const SHOP = 's-shop';

let profile: string;
/** A source's own server, which redirects by its path; and another one on this computer. */
let shop: http.Server;
let other: http.Server;
let hosts: { shop: string; other: string };
let heard: string[];
/** Connections to the other one. */
let connections: number;
let items: Notification[];

beforeEach(async () => {
  profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-pictures-'));
  heard = [];
  connections = 0;
  items = [];
  const picture = (response: http.ServerResponse): void =>
    void response.writeHead(200, { 'content-type': 'image/png' }).end(PIXELS);
  shop = http.createServer(({ url = '' }, response) => {
    heard.push(url);
    const { searchParams } = new URL(url, 'http://shop');
    const to = searchParams.get('to');
    const left = Number(searchParams.get('times') ?? 0);
    if (to !== null) response.writeHead(302, { location: to }).end();
    else if (left > 0) response.writeHead(307, { location: `/again?times=${left - 1}` }).end();
    else picture(response);
  });
  other = http.createServer((_request, response) => picture(response));
  other.on('connection', () => {
    connections += 1;
  });
  for (const server of [shop, other]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const hostOf = (server: http.Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  hosts = { shop: hostOf(shop), other: hostOf(other) };
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const server of [shop, other]) {
    server.close();
    server.closeAllConnections();
  }
  fs.rmSync(profile, { recursive: true });
});

/** Asks for the picture of a notification of this source. */
async function ask(icon: string, source = SHOP) {
  items = [notification(1, { icon, source })];
  const stack = createNodeStack({
    routes: async () => [{ kind: 'direct' }],
    credentials: () => null,
    trust: () => expect.fail('nothing here is encrypted'),
  });
  const images = composeImages({
    profile,
    network: async () => ({ ...stack, routes: async () => [] }),
    scale: (bytes) => bytes,
    find: (wanted) => items.find(wanted),
    sources: { withPicture: () => [], isAt: (id, host) => id === SHOP && host === hosts.shop },
  });
  return images.get(icon);
}

const port = (): string => hosts.other.split(':')[1] ?? '';

test("a picture on its source's own server is fetched, wherever that server is", async () => {
  expect((await ask(`http://${hosts.shop}/a.png`))?.bytes).toEqual(new Uint8Array(PIXELS));
});

test('but not for another source', async () => {
  expect(await ask(`http://${hosts.shop}/a.png`, 's-other')).toBeNull();
  expect(await ask(`http://${hosts.shop}/a.png`, 'local')).toBeNull();
  expect(heard).toEqual([]);
});

test.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1', '0.0.0.0', 'x.localhost'])(
  'nothing else of this computer is touched: %s',
  async (host) => {
    expect(await ask(`http://${host}:${port()}/a.png`)).toBeNull();
    expect(
      await ask(`http://${hosts.shop}/?to=${encodeURIComponent(`http://${host}:${port()}/a.png`)}`),
    ).toBeNull();
    expect(heard).toHaveLength(1);
    expect(connections).toBe(0);
  },
);

test('a name that has become one of this computer until the connection is made leads nowhere', async () => {
  vi.spyOn(dns.promises, 'lookup').mockResolvedValue([{ address: '1.1.1.1', family: 4 }] as never);
  const { lookup } = dns;
  vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, ...rest: [dns.LookupOptions, () => void]) =>
    lookup('127.0.0.1', ...rest)) as typeof dns.lookup);
  expect(await ask(`http://rebound.example:${port()}/a.png`)).toBeNull();
  expect(dns.lookup).toHaveBeenCalled();
  expect(connections).toBe(0);
});

test.each([
  [3, true],
  [4, false],
])('%i redirects lead to a picture: %s', async (times, isThere) => {
  expect((await ask(`http://${hosts.shop}/?times=${times}`)) !== null).toBe(isThere);
});

test.each(['file:///etc/passwd', 'ftp://example.com/a.png'])('a redirect to %s leads nowhere', async (to) => {
  expect(await ask(`http://${hosts.shop}/?to=${encodeURIComponent(to)}`)).toBeNull();
});
