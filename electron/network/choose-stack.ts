import type { Net, Session } from 'electron';
import { createChromiumStack } from './chromium-stack.ts';
import { proxyCredentials } from './credentials.ts';
import { createNodeStack } from './node-stack.ts';
import { parseRoutes, type Route } from './routes.ts';
import type { Network } from './stack.ts';
import { createTrust } from './trust.ts';

/**
 * Chromium's stack where it has both HTTP and WebSockets for the main process and knows the system's certificates; that is
 * not so on Linux, where it trusts a list of its own and of NSS. Otherwise Node's.
 */
export function createNetwork(deps: {
  readonly net: Pick<Net, 'request'> & Partial<Pick<Net, 'WebSocket'>>;
  /** In memory, and of nobody else: it has no cookies and no cache. Made when first asked for, as that takes long. */
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
  // Without one of ours, it names the sockets' own host.
  const openSocket = (url: string, origin: string | null) =>
    new WebSocket(url, { session: session(), ...(origin === null ? {} : { origin }) });
  return {
    ...createChromiumStack({ request: net.request, openSocket, session, routes, credentials }),
    routes,
  };
}
