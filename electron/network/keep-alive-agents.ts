import { type AgentDeps, RoutedAgent } from './agent.ts';

/** Shorter than servers keep a connection that nobody uses, in milliseconds. */
const KEPT_FOR = 4_000;

/**
 * Agents whose connections serve several requests in a row, such as page after page. By the clock on the wall: after sleep none
 * of before is used, though its timer has not run meanwhile.
 */
export function createKeepAliveAgents(deps: AgentDeps): (url: string) => RoutedAgent {
  const known = new Map<string, { agent: RoutedAgent; usedAt: number }>();
  return (url) => {
    const { origin } = new URL(url);
    const now = Date.now();
    const last = known.get(origin);
    const isFresh = last !== undefined && Math.abs(now - last.usedAt) < KEPT_FOR;
    const agent = isFresh ? last.agent : new RoutedAgent(url, deps, { keepAlive: true, timeout: KEPT_FOR });
    known.set(origin, { agent, usedAt: now });
    return agent;
  };
}

/** The server had closed it when it was used once more: nothing has been answered, and a new one may be tried. */
export const wasClosed = (request: { reusedSocket: boolean }, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
