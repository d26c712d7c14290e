import type { IncomingMessage } from 'node:http';

/** Why a request is refused before anything reads it; null: it passes. */
export type RequestGuard = (
  request: Pick<IncomingMessage, 'headers'>,
) => 'foreign_host' | 'foreign_origin' | null;

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

/**
 * Lets in programs on this computer, but no web pages. A page of another site shows in `Origin`; one that points its own name at
 * 127.0.0.1 (DNS rebinding) shows in `Host`. For HTTP requests and WebSocket upgrades.
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

/** For a server on a network, which cannot know the names by which clients reach it. */
export const openGuard: RequestGuard = () => null;
