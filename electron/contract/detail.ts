/**
 * Why a connection is as it is: a sentence of the window's, named by code, and its parameters.
 * Closed: the window has words for each, in its language.
 */
export const DETAILS = {
  // What works.
  server_found: ['host', 'address'],
  proxy_found: ['host', 'address'],
  server_listens: ['host', 'port'],
  proxy_listens: ['host', 'port'],
  certificate_trusted: [],
  greeted: [],
  signed: ['channels', 'address'],
  subscribed: ['channels'],
  signed_in_as: ['name'],
  unread: ['count'],
  // A step that was skipped, and why.
  code_kept: [],
  // On the way.
  name_unknown: [],
  nothing_listens: [],
  no_answer: [],
  failed: [],
  proxy_asks: [],
  proxy_closed: [],
  proxy_answered: ['status'],
  proxy_failed: [],
  certificate_expired: [],
  certificate_name: [],
  certificate_unknown: [],
  no_tls: [],
  // HTTP.
  answered: ['status'],
  no_http: [],
  no_http_address: [],
  redirect_circle: [],
  too_long: [],
  no_json: [],
  no_belfry: ['status'],
  other_answer: [],
  no_list: [],
  odd_list: [],
  no_changes: [],
  no_end: [],
  nothing_to_sign_in: [],
  // Signing in to a Belfry server.
  wrong_password: [],
  code_used: [],
  token_unknown: [],
  too_many_tries: [],
  tls_to_sign_in: [],
  // An app without the route.
  no_route: ['address'],
  // The WebSocket.
  handshake_answered: ['status'],
  no_pusher: [],
  no_greeting: [],
  refused: [],
  busy: [],
  sent_too_much: [],
  lost: [],
  dead: [],
  tls_only: [],
  no_such_key: [],
  switched_off: [],
  too_many: [],
  no_such_path: [],
  session_ended: [],
  origin_refused: [],
  not_authorised: [],
  // Channels and their signatures.
  nobody_signs: ['channel'],
  no_signature: [],
  not_signed: ['addresses'],
  signature_lacks: ['what'],
  channel_refused: ['channel'],
  channel_silent: ['channel'],
  // Handing it to the user's own inbox.
  not_taken: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type DetailCode = keyof typeof DETAILS;
export type DetailParams<C extends DetailCode> = Readonly<
  Record<(typeof DETAILS)[C][number], string | number>
>;

export type Detail = Readonly<{
  /** null: there is only `said`, the other side's own words. */
  code: DetailCode | null;
  params: Readonly<Record<string, string | number>>;
  /** In the other side's own words or codes, for the curious; without secrets. */
  said: string | null;
  /** Which channels it is about, where it is not about the whole connection. */
  channel?: string;
}>;
