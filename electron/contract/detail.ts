/**
 * What there is to say of a connection besides whether it works: sentences of the window's, and what they are filled with.
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
  // Why it was not tried.
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
  // Of HTTP.
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
  // Of signing in to a Belfry server.
  wrong_password: [],
  code_used: [],
  token_unknown: [],
  too_many_tries: [],
  tls_to_sign_in: [],

  no_route: ['address'],
  // Of the sockets.
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
  // Of channels.
  nobody_signs: ['channel'],
  no_signature: [],
  not_signed: ['addresses'],
  signature_lacks: ['what'],
  channel_refused: ['channel'],
  channel_silent: ['channel'],
  // Of the own inbox.
  not_taken: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type DetailCode = keyof typeof DETAILS;
export type DetailParams<C extends DetailCode> = Readonly<
  Record<(typeof DETAILS)[C][number], string | number>
>;

export type Detail = Readonly<{
  /** null: the other side's words are all there is. */
  code: DetailCode | null;
  params: Readonly<Record<string, string | number>>;
  /** In the other side's own words or codes, for the curious; without secrets. */
  said: string | null;
  /** Which channels it is about, where it is not about the whole connection. */
  channel?: string;
}>;
