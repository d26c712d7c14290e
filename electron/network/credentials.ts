export type Credentials = Readonly<{ username: string; password: string }>;
/** Name and password for the proxy at this address; null: unknown. */
export type FindCredentials = (host: string, port: number) => Credentials | null;

const VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy'];
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const SOCKS_PORT = 1080;

function parse(value: string): readonly [string, Credentials] | null {
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username === '') return null;
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? SOCKS_PORT) : Number(url.port);
  const [username, password] = [url.username, url.password].map(decode);
  return [`${url.hostname}:${port}`, { username: username ?? '', password: password ?? '' }];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Credentials of proxies, from `http_proxy=http://user:password@proxy:3128` and similar variables. On Linux Chromium takes the address
 * from there, but not the user; elsewhere the address comes from the system's settings.
 * https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md
 */
export function proxyCredentials(env: NodeJS.ProcessEnv): FindCredentials {
  const values = VARIABLES.flatMap((name) => [env[name], env[name.toUpperCase()]]);
  const known = new Map(
    values.flatMap((value) => {
      const found = value ? parse(value) : null;
      return found === null ? [] : [found];
    }),
  );
  return (host, port) => known.get(`${host.includes(':') ? `[${host}]` : host}:${port}`) ?? null;
}
