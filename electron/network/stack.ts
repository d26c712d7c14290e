import type { LookupFunction } from 'node:net';
import type { Route } from './routes.ts';

/** An answer up to its headers; `body` is not read yet. Header names are in lower case. */
export type Incoming = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
}>;

export type Outgoing = Readonly<{
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** Resolves names, if Node's stack connects to the server directly. */
  lookup?: LookupFunction;
}>;

/** The part of the WHATWG's WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  /** Comes before `onclose`, with the reason if it is known. */
  onerror: ((event: { error?: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string): void;
  close(): void;
}

/** A network stack with the user's proxies and certificates. It neither stores nor sends cookies. */
export interface Stack {
  /** Does not follow redirects. Rejects with the error; `signal` also ends the body. */
  send(url: string, request: Outgoing, signal: AbortSignal): Promise<Incoming>;
  /** Connects through the proxy and TLS, as a request to this https URL would. Rejects as `send`. */
  handshake(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Never throws: `onclose` reports what is wrong.
   * @param origin for the request's `Origin` header; without it the stack's own, or none
   */
  socket(url: string, origin?: string | null): Socket;
}

/** The way out of this computer; the embedded backend is not reached through it. */
export interface Network extends Stack {
  /** The routes to this URL (http, https, ws or wss), the best one first. */
  routes(url: string): Promise<readonly Route[]>;
}
