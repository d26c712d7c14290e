import type { IncomingMessage } from 'node:http';

/** Why a request is refused before anything reads it; null: it may pass. */
export type RequestGuard = (
  request: Pick<IncomingMessage, 'headers'>,
) => 'foreign_host' | 'foreign_origin' | null;

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

/**
 * Lets only programs of this computer in, not web pages: a page of another site has its `Origin`, and one that points its
 * own name at 127.0.0.1 (DNS rebinding) has its `Host`. For HTTP requests and WebSocket upgrades.
 *
 * @param port the port that the server listens on
 */
export function createLocalGuard(port: () => number): RequestGuard {
  return ({ headers: { host, origin } }) => {
    const own = OWN_NAMES.map((name) => `${name}:${port()}`);
    if (host === undefined || !own.includes(host.toLowerCase())) return 'foreign_host';
    if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) return 'foreign_origin';
    return null;
  };
}

/** A server on a network is reached under names that it cannot know. */
export const openGuard: RequestGuard = () => null;
