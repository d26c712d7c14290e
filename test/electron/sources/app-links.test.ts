import { expect, test } from 'vitest';
import { appOfAuth, onApp } from '../../../electron/sources/app-links.ts';

test.each([
  ['/posts/78', 'https://host.example', 'https://host.example/posts/78'],
  ['/posts/78', 'https://host.example/shop', 'https://host.example/shop/posts/78'],
  ['/shop/posts/78?a=1#b', 'https://host.example/shop', 'https://host.example/shop/posts/78?a=1#b'],
  ['/shop', 'https://host.example/shop', 'https://host.example/shop'],
  ['/shop?page=2', 'https://host.example/shop', 'https://host.example/shop?page=2'],
  ['/shopping', 'https://host.example/shop', 'https://host.example/shop/shopping'],
  ['//evil.example/x', 'https://host.example/shop', '//evil.example/x'],
  ['https://else.example/x', 'https://host.example/shop', 'https://else.example/x'],
  ['posts/78', 'https://host.example/shop', 'posts/78'],
  ['/posts/78', null, '/posts/78'],
])('%s of an app at %s is %s', (text, base, expected) => {
  expect(onApp(text, base)).toBe(expected);
});

test.each([
  ['https://host.example/broadcasting/auth', 'https://host.example'],
  ['https://host.example/shop/api/broadcasting/auth/', 'https://host.example/shop'],
  ['https://host.example:8443/a/shop/pusher/auth?v=1', 'https://host.example:8443/a/shop'],
  ['https://host.example/shop/sign', 'https://host.example'],
])('%s is that of the app at %s', (auth, app) => {
  expect(appOfAuth(auth)).toBe(app);
});
