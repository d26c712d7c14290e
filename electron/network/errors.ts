/** Apart from what throws them, which is loaded when it is first needed. */

/** `refused`: the proxy does not let us through. `no_way`: it does, and cannot reach the server. */
export class ProxyError extends Error {
  readonly reason: 'refused' | 'no_way';
  /** Of its answer in HTTP; null: there is none. */
  readonly status: number | null;
  constructor(reason: ProxyError['reason'], message: string, status: number | null = null) {
    super(message);
    this.name = 'ProxyError';
    this.reason = reason;
    this.status = status;
  }
}

/** The server answered a request for a WebSocket with this status instead. */
export class HandshakeError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The server answered the WebSocket's request with ${status}.`);
    this.name = 'HandshakeError';
    this.status = status;
  }
}
