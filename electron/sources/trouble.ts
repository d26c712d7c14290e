import type { SourceTrouble } from '#app/sources';
import { HandshakeError, ProxyError } from '../network/network.ts';

/** Why a source cannot be reached or does not let us in. The message is for the curious and has no secrets in it. */
export class TroubleError extends Error {
  readonly trouble: SourceTrouble;
  constructor(trouble: SourceTrouble, detail: string) {
    super(detail);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** What an HTTP status that is not a success means. 419 is how Laravel says that a session is over. */
export function troubleOfStatus(status: number): SourceTrouble {
  if (status >= 500 && status < 600) return 'server_error';
  switch (status) {
    case 401:
    case 419:
      return 'signed_out';
    case 403:
      return 'channel_forbidden';
    case 404:
      return 'not_found';
    case 407:
      return 'proxy_refused';
    case 429:
      return 'rate_limited';
    default:
      return 'bad_answer';
  }
}

/** By the codes of Node and OpenSSL, and by the names of Chromium's: https://chromium.googlesource.com/chromium/src/+/HEAD/net/base/net_error_list.h */
const PATTERNS: readonly (readonly [RegExp, SourceTrouble, string])[] = [
  [
    /PROXY_AUTH|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED/,
    'proxy_refused',
    'The proxy does not let us through.',
  ],
  [
    /CERT_HAS_EXPIRED|CERT_DATE_INVALID|CERT_NOT_YET_VALID/,
    'tls_untrusted',
    "The server's certificate is out of date.",
  ],
  [
    /ALTNAME_INVALID|CERT_COMMON_NAME_INVALID/,
    'tls_untrusted',
    "The server's certificate is for another name.",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_AUTHORITY_INVALID|CERT_UNTRUSTED|\bCERT_|ERR_CERT_/,
    'tls_untrusted',
    'This computer does not trust the authority that made the certificate of the server.',
  ],
  [
    /EPROTO|ERR_SSL_|WRONG_VERSION_NUMBER/,
    'bad_answer',
    'The server does not speak TLS here, or another kind of it.',
  ],
  [/ENOTFOUND|EAI_|ERR_NAME_|ERR_DNS_/, 'name_unknown', "The server's name is not known."],
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED/, 'connection_refused', 'Nothing listens there.'],
  [/TIMEOUT|TIMEDOUT|TIMED_OUT|TimeoutError|timed out/, 'timeout', 'There was no answer in time.'],
  [
    /HPE_|ERR_INVALID_HTTP_RESPONSE|ERR_RESPONSE_HEADERS|ERR_INVALID_RESPONSE/,
    'bad_answer',
    'This is not an answer in HTTP.',
  ],
];

/** @param error of Node, of Chromium, or of `electron/network` */
export function troubleOf(error: unknown): TroubleError {
  if (error instanceof TroubleError) return error;
  if (error instanceof ProxyError) {
    return new TroubleError(error.reason === 'refused' ? 'proxy_refused' : 'unreachable', error.message);
  }
  if (error instanceof HandshakeError) return new TroubleError(troubleOfStatus(error.status), error.message);
  const {
    code = '',
    name = '',
    message = String(error),
  } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const text = `${typeof code === 'string' ? code : ''} ${name} ${message}`;
  const status = /Unexpected response code: (\d{3})/.exec(text)?.[1];
  if (status !== undefined) return troubleOf(new HandshakeError(Number(status)));
  const known = PATTERNS.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return new TroubleError(known[1], `${known[2]} (${shortly(text)})`);
  return new TroubleError('unreachable', `The connection failed. (${shortly(text)})`);
}

/** The code alone, where there is one: messages may quote what was sent. */
function shortly(text: string): string {
  return /net::\w+|\b(?:E|UNABLE|CERT|DEPTH|SELF|HPE)_?[A-Z0-9_]{3,}\b/.exec(text)?.[0] ?? 'no reason given';
}

const LASTING: Readonly<Record<number, readonly [SourceTrouble, string]>> = {
  4000: ['tls_needed', 'The app takes connections over TLS only.'],
  4001: ['key_unknown', 'There is no app with this key.'],
  4003: ['app_disabled', 'The app is switched off.'],
  4004: ['over_quota', 'The app has more connections than it may have.'],
  4005: ['not_found', 'There is no Pusher server at this path.'],
  4009: ['signed_out', 'The server ended the session.'],
};

/**
 * Of a close code, or of the code in a `pusher:error`. 4000 to 4099: trying again unchanged would change nothing.
 * https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes
 */
export function troubleOfClose(code: number, said: string): TroubleError {
  const words = said === '' ? `(${code})` : `(${code} ${said.slice(0, 200)})`;
  const [trouble, text] = LASTING[code] ?? [];
  if (trouble !== undefined) return new TroubleError(trouble, `${text} ${words}`);
  if (code >= 4000 && code < 4100) return new TroubleError('bad_answer', `The server refuses us. ${words}`);
  if (code >= 4100 && code < 4200) return new TroubleError('server_error', `The server is busy. ${words}`);
  if (code === 4301) return new TroubleError('rate_limited', `We sent too much. ${words}`);
  return new TroubleError('unreachable', `The connection was lost. ${words}`);
}

export const isLastingClose = (code: number): boolean => code >= 4000 && code < 4100;
