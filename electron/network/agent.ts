import type { AgentOptions, ClientRequest } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { FindCredentials } from './credentials.ts';
import { ProxyError } from './errors.ts';
import type { ProxyRoute, Route } from './routes.ts';
import type { Trust } from './trust.ts';

/** How long a proxy may take to open a tunnel, in milliseconds. */
const OPEN_LIMIT = 15_000;

/** Status codes that answer CONNECT. https://www.rfc-editor.org/rfc/rfc9110#name-connect */
function refusalOf(status: number): ProxyError | null {
  if (status >= 200 && status < 300) return null;
  return new ProxyError(status >= 500 ? 'no_way' : 'refused', `The proxy answered ${status}.`, status);
}

/** The library reports errors only in words, and adds the password to them. */
function errorOfSocks(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const code = /timed out/.test(message) ? 'ETIMEDOUT' : /\bE[A-Z]{4,}\b/.exec(message)?.[0];
  if (code !== undefined) return Object.assign(new Error(message), { code });
  return new ProxyError(/authentication|NotAllowed/i.test(message) ? 'refused' : 'no_way', message);
}

export interface AgentDeps {
  /** Routes to this URL, the best one first. */
  readonly routes: (url: string) => Promise<readonly Route[]>;
  readonly credentials: FindCredentials;
  readonly trust: Trust;
}

function urlOf({ kind, host, port }: ProxyRoute, find: FindCredentials): URL {
  // socks4a and socks5h let the proxy resolve names, as it may know more of them.
  const scheme = { http: 'http', https: 'https', socks4: 'socks4a', socks5: 'socks5h' }[kind];
  const url = new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`);
  const credentials = find(host, port);
  if (credentials !== null) {
    url.username = encodeURIComponent(credentials.username);
    url.password = encodeURIComponent(credentials.password);
  }
  return url;
}

/**
 * Connects one HTTP request or WebSocket over the first route that works. It asks for a tunnel, unless the request is plain HTTP
 * (`tunnel: false`), for which proxies expect the whole URL instead.
 */
export class RoutedAgent extends Agent {
  readonly #deps: AgentDeps;
  readonly #url: URL;
  readonly #tunnel: boolean;

  constructor(url: string, deps: AgentDeps, options: AgentOptions = {}) {
    super({ keepAlive: false, ...options });
    this.#deps = deps;
    this.#url = new URL(url);
    this.#tunnel = this.#url.protocol !== 'http:';
  }

  override isSecureEndpoint(): boolean {
    return this.#url.protocol === 'https:' || this.#url.protocol === 'wss:';
  }

  override async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
    const routes = await this.#deps.routes(this.#url.href);
    let failure: unknown;
    for (const route of routes) {
      try {
        return await (route.kind === 'direct' ? this.#direct(options) : this.#over(route, request, options));
      } catch (error) {
        failure = error;
        if (error instanceof ProxyError) break;
      }
    }
    throw failure;
  }

  #direct(options: AgentConnectOpts): Duplex {
    if (!options.secureEndpoint) return net.connect(options);
    const { host } = options;
    const servername = host === undefined || net.isIP(host) ? {} : { servername: host };
    return tls.connect({ ...servername, ...this.#secured(options) });
  }

  #secured<T extends AgentConnectOpts>(options: T): T {
    if (!options.secureEndpoint) return options;
    const { host = '' } = options;
    // The proxy libraries leave out the host; then the certificate of an IP address would be compared with `localhost`.
    const checkServerIdentity: typeof tls.checkServerIdentity = (_name, certificate) =>
      tls.checkServerIdentity(host, certificate);
    return { ...options, checkServerIdentity, secureContext: this.#deps.trust() };
  }

  async #over(proxy: ProxyRoute, request: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
    const cut = new AbortController();
    const limit = setTimeout(() => cut.abort(), OPEN_LIMIT);
    let refusal: ProxyError | null = null;
    const onConnect = ({ statusCode = 200 }: { statusCode?: number }): void => {
      // Otherwise the proxy's answer to CONNECT would count as the server's.
      refusal = refusalOf(statusCode);
    };
    request.on('proxyConnect', onConnect);
    try {
      const agent = this.#agent(proxy, cut.signal);
      const socket = await agent.connect(request, this.#secured(options));
      if (refusal === null) return socket;
      socket.destroy();
      throw refusal;
    } catch (error) {
      if (cut.signal.aborted) throw Object.assign(new Error('The proxy is silent.'), { code: 'ETIMEDOUT' });
      throw proxy.kind === 'socks4' || proxy.kind === 'socks5' ? errorOfSocks(error) : error;
    } finally {
      request.off('proxyConnect', onConnect);
      clearTimeout(limit);
    }
  }

  #agent(proxy: ProxyRoute, signal: AbortSignal): Pick<HttpsProxyAgent<string>, 'connect'> {
    const url = urlOf(proxy, this.#deps.credentials);
    if (proxy.kind === 'socks4' || proxy.kind === 'socks5') return new SocksProxyAgent(url);
    const options = { signal, secureContext: this.#deps.trust() };
    // Its type requires a method of requests that Node does not declare.
    const forward = (): unknown => new HttpProxyAgent(url, options);
    return this.#tunnel ? new HttpsProxyAgent(url, options) : (forward() as HttpsProxyAgent<string>);
  }
}
