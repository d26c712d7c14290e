import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveUi } from '../../../electron/shell/ui-scheme.ts';

let folder: string;
let root: string;
let get: (url: string) => Promise<Response>;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-ui-'));
  root = path.join(folder, 'renderer');
  fs.mkdirSync(path.join(root, 'assets'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'index.html'),
    `<html lang="en" dir="ltr"><meta name="csp-nonce" content="__NONCE__">`,
  );
  fs.writeFileSync(path.join(root, 'assets', 'app.js'), 'export {}');
  fs.writeFileSync(path.join(root, 'secret.txt'), 'no type, not served');
  fs.writeFileSync(path.join(folder, 'outside.html'), 'outside');
  serveUi({
    protocol: {
      handle: (_scheme, handler) => {
        get = async (url) => handler(new Request(url));
      },
    },
    root,
    language: 'en-XB',
    image: async (url) =>
      url === 'https://example.org/a.png' ? { type: 'image/png', bytes: new Uint8Array([1, 2, 3]) } : null,
  });
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('a page comes with a policy that allows no network, and with a fresh style nonce', async () => {
  const [first, second] = [await get('belfry-ui://app/index.html'), await get('belfry-ui://app/index.html')];
  const policy = first.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'none'");
  expect(policy).not.toContain('unsafe');
  const nonce = /content="([^"]+)"/.exec(await first.text())?.[1];
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(await second.text()).not.toContain(nonce);
});

test('a page tells its language, and in which direction that runs', async () => {
  const page = await (await get('belfry-ui://app/index.html')).text();
  expect(page).toContain('<html lang="en-XB" dir="rtl">');
});

test('scripts are served with their type', async () => {
  const response = await get('belfry-ui://app/assets/app.js');
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  'belfry-ui://app/../outside.html',
  'belfry-ui://app/..%2Foutside.html',
  'belfry-ui://app/assets/..%2F..%2Foutside.html',
  'belfry-ui://app/secret.txt',
  'belfry-ui://app/missing.html',
  'belfry-ui://other/index.html',
  'belfry-ui://image/',
  'belfry-ui://image/?url=https%3A%2F%2Fexample.org%2Funknown.png',
])('%s is not there', async (url) => {
  expect((await get(url)).status).toBe(404);
});

test('pictures come from the cache', async () => {
  const response = await get('belfry-ui://image/?url=https%3A%2F%2Fexample.org%2Fa.png');
  expect([response.headers.get('content-type'), (await response.bytes()).length]).toEqual(['image/png', 3]);
});
