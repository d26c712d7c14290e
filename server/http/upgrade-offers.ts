import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request asks for a WebSocket. Any other protocol is an offer that a server may ignore (RFC 9110, 7.8). */
export const asksForWebSocket = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers.upgrade?.trim().toLowerCase() === 'websocket';

const OFFER_HEADERS = new Set(['upgrade', 'http2-settings']);

/** A `Connection` header without the offer's values; null: nothing is left. */
function withoutOffer(connection: string): string | null {
  const rest = connection
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '' && !OFFER_HEADERS.has(token.toLowerCase()));
  return rest.length === 0 ? null : rest.join(', ');
}

/** The request's head without the offer. */
export function headWithoutOffer({
  method,
  url,
  httpVersion,
  rawHeaders,
}: Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const value = rawHeaders[at + 1] ?? '';
    if (OFFER_HEADERS.has(name.toLowerCase())) continue;
    const rest = name.toLowerCase() === 'connection' ? withoutOffer(value) : value;
    if (rest !== null) lines.push(`${name}: ${rest}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * For runtimes without `shouldUpgradeCallback` (Node 20 in Electron 33). With an `upgrade` listener, they hand over the socket of
 * every request that offers another protocol (`Upgrade: h2c`: the JDK's HttpClient, `curl --http2`) with its body unread. This
 * replays the request without the offer.
 *
 * @param head the bytes that came after the request's head
 */
export function ignoreOffer(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.unshift(Buffer.concat([Buffer.from(headWithoutOffer(request), 'latin1'), head]));
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}
