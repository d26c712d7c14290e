import type { LookupFunction } from 'node:net';
import type { Route } from './routes.ts';

/** An answer as far as its headers; `body` has not been read yet. Header names are in lower case. */
export type Incoming = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
}>;

export type Outgoing = Readonly<{
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** By it a name becomes an address, where Node's stack connects to the server itself. */
  lookup?: LookupFunction;
}>;

/** As the WHATWG's WebSocket, as far as it is needed. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  /** Comes before `onclose`, and says why where that is known. */
  onerror: ((event: { error?: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string): void;
  close(): void;
}

/** One way into the network, with the user's proxies and certificates. Cookies are neither kept nor sent. */
export interface Stack {
  /** Follows no redirects. Rejects with what went wrong; ends with `signal`, its body too. */
  send(url: string, request: Outgoing, signal: AbortSignal): Promise<Incoming>;
  /** Goes as far as a request to this https URL would go before it is sent: through the proxy and TLS. Rejects as `send`. */
  handshake(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Never throws: `onclose` reports what is wrong.
   * @param origin the site that the request's `Origin` names; without one: none, or what the stack sends by itself
   */
  socket(url: string, origin?: string | null): Socket;
}

/** The way out of this computer; the embedded backend is not reached through it. */
export interface Network extends Stack {
  /** How this URL (http, https, ws or wss) is reached: the routes to try, the best first. */
  routes(url: string): Promise<readonly Route[]>;
}
