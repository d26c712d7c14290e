import { type AgentDeps, RoutedAgent } from './agent.ts';

/** Shorter than servers keep an idle connection open, in milliseconds. */
const IDLE_LIMIT = 4_000;

/**
 * Agents whose connections serve several requests in a row, such as page after page. The age of a connection counts by the time of
 * day: timers stop during sleep, after which no earlier connection may be used.
 */
export function createKeepAliveAgents(deps: AgentDeps): (url: string) => RoutedAgent {
  const known = new Map<string, { agent: RoutedAgent; usedAt: number }>();
  return (url) => {
    const { origin } = new URL(url);
    const now = Date.now();
    const last = known.get(origin);
    const isFresh = last !== undefined && Math.abs(now - last.usedAt) < IDLE_LIMIT;
    const agent = isFresh ? last.agent : new RoutedAgent(url, deps, { keepAlive: true, timeout: IDLE_LIMIT });
    known.set(origin, { agent, usedAt: now });
    return agent;
  };
}

/** The server has closed the connection before it was reused: there was no answer, so the request may be repeated. */
export const wasClosed = (request: { reusedSocket: boolean }, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
