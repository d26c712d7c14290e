/** Proxies, PAC, certificates and the keyring as this Electron has them: a main process of the test's own, no window. */
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, expect, test } from '@playwright/test';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import { nodeBundle } from '../../build/bundle/vite.node.ts';
import { type Desktop, startDesktop } from '../../build/desktop.ts';
import { appEnv, electronExecutable } from '../support/app.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import type { Lab } from '../support/network-lab.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';

test.describe.configure({ mode: 'serial' });

const STACKS = ['node', 'chromium'] as const;
/** Known to the proxies only; Chromium goes past every proxy for names of this computer. */
const NAME = 'belfry.test';

let folder: string;
let desktop: Desktop;
let authority: Authority;
let plain: http.Server;
let secure: https.Server;
let stale: https.Server;
let open: TestProxy;
let guarded: TestProxy;
let electron: ElectronApplication;

const portOf = (server: http.Server | https.Server): number => (server.address() as AddressInfo).port;
/** Calls the lab within Electron. */
function lab<K extends keyof Lab>(
  method: K,
  ...args: Parameters<Lab[K]>
): Promise<Awaited<ReturnType<Lab[K]>>> {
  return electron.evaluate((_electron, [name, values]) => Reflect.get(globalThis, 'lab')[name](...values), [
    method,
    args,
  ] as const);
}

test.beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-lab-'));
  await build(nodeBundle('test/support/network-lab.ts', folder, 'cjs'));
  authority = createAuthority();
  const answer: http.RequestListener = (request, response) => {
    if (request.url === '/proxy.pac') {
      response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' });
      response.end(`function FindProxyForURL(url, host) {
        return host === '${NAME}' ? 'PROXY 127.0.0.1:${open.port}' : 'DIRECT';
      }`);
    } else if (request.url === '/cookie')
      response.writeHead(200, { 'set-cookie': 'a=1; Max-Age=1000' }).end();
    else if (request.url === '/away')
      response.writeHead(302, { location: `http://other.test:${portOf(plain)}/` }).end();
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => request.socket.destroy());
    } else if (request.url === '/hang') response.writeHead(200, { 'content-length': 100 }).write('half');
    else if (request.url === '/near') response.writeHead(302, { location: '/here' }).end();
    else {
      const { authorization = '', cookie = '' } = request.headers;
      request.pipe(response.writeHead(200, { 'x-seen': [request.url, authorization, cookie].join(' ') }));
    }
  };
  plain = http.createServer(answer);
  secure = https.createServer(authority.issue(NAME), answer);
  stale = https.createServer(authority.issue(NAME, { expired: true }), answer);
  for (const server of [plain, secure, stale]) {
    new WebSocketServer({ server }).on('connection', (socket) => socket.send('welcome'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  open = await startProxy();
  guarded = await startProxy({ auth: 'me:s3cret' });
  desktop = await startDesktop({ notifications: false, windowManager: false });
  electron = await _electron.launch({
    executablePath: electronExecutable(),
    args: [path.join(folder, 'network-lab.cjs'), `--user-data-dir=${path.join(folder, 'chromium')}`],
    chromiumSandbox: process.getuid?.() !== 0,
    env: appEnv({
      profile: folder,
      desktop,
      env: {
        SSL_CERT_FILE: authority.file,
        http_proxy: `http://me:s3cret@127.0.0.1:${guarded.port}`,
        no_proxy: '.direct.test',
      },
    }),
  });
  await expect.poll(() => electron.evaluate(() => 'lab' in globalThis)).toBe(true);
});

test.afterAll(async () => {
  await electron?.close();
  await desktop?.stop();
  for (const server of [plain, secure, stale]) server?.closeAllConnections();
  for (const server of [plain, secure, stale]) server?.close();
  await open?.stop();
  await guarded?.stop();
  authority?.remove();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('the system proxy is that of the environment, also for WebSockets', async () => {
  const proxy = [{ kind: 'http', host: '127.0.0.1', port: guarded.port }];
  expect(await lab('routes', `http://${NAME}/`)).toEqual(proxy);
  expect(await lab('routes', `ws://${NAME}/`)).toEqual(proxy);
  expect(await lab('routes', 'http://x.direct.test/')).toEqual([{ kind: 'direct' }]);
  expect(await lab('routes', 'http://127.0.0.1:26600/')).toEqual([{ kind: 'direct' }]);
});

for (const stack of STACKS) {
  test(`a proxy that wants a password gets it, by the ${stack} stack`, async () => {
    const before = guarded.served.length;
    const url = `http://${NAME}:${portOf(plain)}/x`;
    expect(await lab('get', stack, url)).toMatchObject({ status: 200 });
    expect(guarded.served.slice(before)).toEqual([`GET ${url}`]);
    expect(await lab('post', stack, url, 'ä body')).toMatchObject({ status: 200, body: 'ä body' });
  });

  test(`a proxy for which we know no name refuses us, on the ${stack} stack`, async () => {
    const stranger = await startProxy({ auth: 'someone:else' });
    await lab('setProxy', stack, { proxyRules: `http://127.0.0.1:${stranger.port}` });
    for (const url of [`http://${NAME}:${portOf(plain)}/`, `https://${NAME}:${portOf(secure)}/`]) {
      expect(await lab('get', stack, url)).toMatchObject({ trouble: 'proxy_refused' });
    }
    expect(stranger.served).toEqual([]);
    await stranger.stop();
  });

  test(`a PAC script says which proxy, to the ${stack} stack`, async () => {
    await lab('setProxy', stack, {
      mode: 'pac_script',
      pacScript: `http://127.0.0.1:${portOf(plain)}/proxy.pac`,
    });
    const before = open.served.length;
    expect(await lab('get', stack, `http://${NAME}:${portOf(plain)}/x`)).toMatchObject({ status: 200 });
    expect(open.served.slice(before)).toEqual([`GET http://${NAME}:${portOf(plain)}/x`]);
  });

  test(`no cookies, and no redirect to another server, on the ${stack} stack`, async () => {
    const origin = `http://${NAME}:${portOf(plain)}`;
    const headers = { authorization: 'Bearer s3cret' };
    await lab('get', stack, `${origin}/cookie`);
    const near = await lab('get', stack, `${origin}/near`, headers);
    expect(near).toMatchObject({ headers: { 'x-seen': '/here Bearer s3cret' } });
    const away = await lab('get', stack, `${origin}/away`, headers);
    expect(away).toMatchObject({ status: 302, headers: { location: `http://other.test:${portOf(plain)}/` } });
    expect(open.served.some((line) => line.includes('other.test'))).toBe(false);
  });

  test(`troubles have their names, on the ${stack} stack`, async () => {
    await lab('setProxy', stack, { mode: 'direct' });
    expect(await lab('get', stack, 'http://127.0.0.1:1024/')).toMatchObject({
      trouble: 'connection_refused',
    });
    expect(await lab('get', stack, 'http://nowhere.invalid/')).toMatchObject({ trouble: 'name_unknown' });
    const wrongName = await lab('get', stack, `https://127.0.0.1:${portOf(secure)}/`);
    expect(wrongName).toMatchObject({ trouble: 'tls_untrusted' });
    expect(await lab('get', stack, `https://127.0.0.1:${portOf(plain)}/`)).toMatchObject({
      trouble: 'bad_answer',
    });
    const origin = `http://127.0.0.1:${portOf(plain)}`;
    expect(await lab('get', stack, `${origin}/cut`)).toMatchObject({ trouble: 'unreachable' });
    expect(await lab('get', stack, `${origin}/hang`)).toMatchObject({ trouble: 'timeout' });
  });
}

test('TLS trusts the system’s certificate file, through a tunnel, for HTTP and WebSockets', async () => {
  await lab('setProxy', 'node', { proxyRules: `http://127.0.0.1:${open.port}` });
  expect(await lab('get', 'node', `https://${NAME}:${portOf(secure)}/`)).toMatchObject({ status: 200 });
  expect(await lab('listen', `wss://${NAME}:${portOf(secure)}/`)).toEqual({ body: 'welcome' });
  expect(await lab('listen', `ws://${NAME}:${portOf(plain)}/`)).toEqual({ body: 'welcome' });
  expect(open.served.slice(-3)).toEqual([
    `CONNECT ${NAME}:${portOf(secure)}`,
    `CONNECT ${NAME}:${portOf(secure)}`,
    `CONNECT ${NAME}:${portOf(plain)}`,
  ]);
  for (const kind of ['https', 'wss'] as const) {
    const url = `${kind}://${NAME}:${portOf(stale)}/`;
    const outcome = kind === 'wss' ? await lab('listen', url) : await lab('get', 'node', url);
    expect(outcome).toMatchObject({
      trouble: 'tls_untrusted',
      detail: expect.stringContaining('certificate expired'),
    });
  }
  const other = await lab('listen', `wss://other.test:${portOf(secure)}/`);
  expect(other).toMatchObject({
    trouble: 'tls_untrusted',
    detail: expect.stringContaining('certificate name'),
  });
});

test('without a keyring the vault says so', async () => {
  expect(await lab('encryption')).toEqual({ available: false, backend: 'basic_text' });
});
