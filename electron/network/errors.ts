/** These errors have their own file because the code that throws them is loaded on demand. */

/** `refused`: the proxy does not let Belfry through. `no_way`: the proxy cannot reach the server. */
export class ProxyError extends Error {
  readonly reason: 'refused' | 'no_way';
  /** Status of its HTTP answer; null: none. */
  readonly status: number | null;
  constructor(reason: ProxyError['reason'], message: string, status: number | null = null) {
    super(message);
    this.name = 'ProxyError';
    this.reason = reason;
    this.status = status;
  }
}

/** The server has answered the request for a WebSocket with this status instead. */
export class HandshakeError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The server answered the WebSocket's request with ${status}.`);
    this.name = 'HandshakeError';
    this.status = status;
  }
}
