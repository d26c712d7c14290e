import type { Net, Session } from 'electron';
import { createChromiumStack } from './chromium-stack.ts';
import { proxyCredentials } from './credentials.ts';
import { createNodeStack } from './node-stack.ts';
import { parseRoutes, type Route } from './routes.ts';
import type { Network } from './stack.ts';
import { createTrust } from './trust.ts';

/**
 * Chromium's stack, if it has HTTP and WebSockets for the main process and knows the system's certificates; otherwise Node's. On Linux
 * Chromium trusts only its own list and that of NSS.
 */
export function createNetwork(deps: {
  readonly net: Pick<Net, 'request'> & Partial<Pick<Net, 'WebSocket'>>;
  /** In memory and used by nothing else, so it has no cookies and no cache. Created on demand, as that is slow. */
  readonly session: () => Session;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
}): Network {
  const { net, session, platform, env, log } = deps;
  const credentials = proxyCredentials(env);
  const routes = async (url: string): Promise<readonly Route[]> =>
    parseRoutes(await session().resolveProxy(url));
  const { WebSocket } = net;
  if (WebSocket === undefined || platform === 'linux') {
    return {
      ...createNodeStack({ routes, credentials, trust: createTrust({ env, platform, log }) }),
      routes,
    };
  }
  // Without our origin it would name the host of the socket.
  const openSocket = (url: string, origin: string | null) =>
    new WebSocket(url, { session: session(), ...(origin === null ? {} : { origin }) });
  return {
    ...createChromiumStack({ request: net.request, openSocket, session, routes, credentials }),
    routes,
  };
}
