import { expect, test } from 'vitest';
import { proxyCredentials } from '../../../electron/network/credentials.ts';
import { parseRoutes } from '../../../electron/network/routes.ts';

const DIRECT = { kind: 'direct' };

test.each([
  ['DIRECT', [DIRECT]],
  ['', [DIRECT]],
  ['PROXY proxy.corp:3128', [{ kind: 'http', host: 'proxy.corp', port: 3128 }]],
  [
    'HTTPS a:443; SOCKS b:1080;SOCKS5 [::1]:1081 ; DIRECT',
    [
      { kind: 'https', host: 'a', port: 443 },
      { kind: 'socks4', host: 'b', port: 1080 },
      { kind: 'socks5', host: '::1', port: 1081 },
      DIRECT,
    ],
  ],
  ['QUIC q:443; PROXY nonsense; proxy p:1', [{ kind: 'http', host: 'p', port: 1 }]],
])('the answer “%s” of a PAC script is understood', (answer, routes) => {
  expect(parseRoutes(answer)).toEqual(routes);
});

test('credentials come from the variables, for the proxy that they name', () => {
  const find = proxyCredentials({
    http_proxy: 'http://me:p%40ss@proxy.corp:3128',
    HTTPS_PROXY: 'you:word@[::1]',
    all_proxy: 'socks5://name:%@socks.corp',
    no_proxy: 'x',
    https_proxy: 'http://anonymous.corp:3128',
  });
  expect(find('proxy.corp', 3128)).toEqual({ username: 'me', password: 'p@ss' });
  expect(find('::1', 80)).toEqual({ username: 'you', password: 'word' });
  expect(find('socks.corp', 1080)).toEqual({ username: 'name', password: '%' });
  expect(find('proxy.corp', 3129)).toBeNull();
  expect(find('anonymous.corp', 3128)).toBeNull();
});
