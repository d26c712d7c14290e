/** Names of `headers` are in lower case; `body` is at most `BODY_LIMIT` long. */
export type HttpAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

export type HttpInit = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Until the last byte of the answer, in milliseconds. */
  timeoutMs?: number;
}>;

export interface Http {
  /**
   * Rejects with a TroubleError only (network, TLS, proxy, timeout, too large). Any HTTP status resolves, also a redirect
   * to another origin, which is not followed.
   */
  request(url: string, init: HttpInit): Promise<HttpAnswer>;
}
