/** The way to a server: over a proxy, or direct. */
export type Route =
  | Readonly<{ kind: 'direct' }>
  | Readonly<{ kind: 'http' | 'https' | 'socks4' | 'socks5'; host: string; port: number }>;

export type ProxyRoute = Exclude<Route, { kind: 'direct' }>;

const KINDS: Readonly<Record<string, ProxyRoute['kind']>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
};

/**
 * What a PAC script or `session.resolveProxy` answers, e.g. `PROXY proxy.corp:3128; SOCKS5 [::1]:1080; DIRECT`: routes to try in
 * this order. Unknown parts are left out; an empty result means direct.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file
 */
export function parseRoutes(answer: string): readonly Route[] {
  const routes = answer.split(';').flatMap((part): Route[] => {
    const [word = '', address = ''] = part.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return [{ kind: 'direct' }];
    const kind = KINDS[word.toUpperCase()];
    const [, host, port] = /^(?:\[(?=.*\]))?([^\s[\]]+)\]?:(\d{1,5})$/.exec(address) ?? [];
    return kind === undefined || host === undefined ? [] : [{ kind, host, port: Number(port) }];
  });
  return routes.length === 0 ? [{ kind: 'direct' }] : routes;
}
