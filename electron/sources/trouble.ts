import type { DETAILS, Detail, DetailCode } from '#app/detail';
import type { SourceTrouble } from '#app/source-view';
import type { Pace } from '../inbox/inbox.ts';
import { HandshakeError, ProxyError } from '../network/network.ts';
import { detail, plainly } from './detail.ts';

/** Why a source cannot be reached, or refuses us. Detail and message contain no secrets. */
export class TroubleError extends Error {
  readonly trouble: SourceTrouble;
  readonly detail: Detail;
  constructor(trouble: SourceTrouble, of: Detail, message = plainly(of)) {
    super(message);
    this.name = 'TroubleError';
    this.trouble = trouble;
    this.detail = of;
  }
}

const NEEDS_ITS_USER: readonly SourceTrouble[] = [
  'signed_out',
  'forbidden',
  'channel_forbidden',
  'not_found',
];

export const needsItsUser = (error: unknown): boolean =>
  error instanceof TroubleError && NEEDS_ITS_USER.includes(error.trouble);

/** What an unsuccessful HTTP status means. Laravel answers 419 when a session has expired. */
export function troubleOfStatus(status: number): SourceTrouble {
  if (status >= 500 && status < 600) return 'server_error';
  switch (status) {
    case 401:
    case 419:
      return 'signed_out';
    case 403:
      return 'forbidden';
    case 404:
    case 405:
      return 'not_found';
    case 407:
      return 'proxy_refused';
    case 429:
      return 'rate_limited';
    default:
      return 'bad_answer';
  }
}

/** Codes whose words have no parameters. */
type Plain = {
  [C in DetailCode]: (typeof DETAILS)[C]['length'] extends 0 ? C : never;
}[DetailCode];

/** By error codes of Node and OpenSSL, and error names of Chromium: https://chromium.googlesource.com/chromium/src/+/HEAD/net/base/net_error_list.h */
const PATTERNS: readonly (readonly [RegExp, SourceTrouble, Plain])[] = [
  [/PROXY_AUTH|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED/, 'proxy_refused', 'proxy_closed'],
  [/CERT_HAS_EXPIRED|CERT_DATE_INVALID|CERT_NOT_YET_VALID/, 'tls_untrusted', 'certificate_expired'],
  [/ALTNAME_INVALID|CERT_COMMON_NAME_INVALID/, 'tls_untrusted', 'certificate_name'],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_AUTHORITY_INVALID|CERT_UNTRUSTED|\bCERT_|ERR_CERT_/,
    'tls_untrusted',
    'certificate_unknown',
  ],
  [/EPROTO|ERR_SSL_|WRONG_VERSION_NUMBER/, 'bad_answer', 'no_tls'],
  [/ENOTFOUND|EAI_|ERR_NAME_|ERR_DNS_/, 'name_unknown', 'name_unknown'],
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED/, 'connection_refused', 'nothing_listens'],
  [/TIMEOUT|TIMEDOUT|TIMED_OUT|TimeoutError|timed out/, 'timeout', 'no_answer'],
  [/HPE_|ERR_INVALID_HTTP_RESPONSE|ERR_RESPONSE_HEADERS|ERR_INVALID_RESPONSE/, 'bad_answer', 'no_http'],
];

/** @param error of Node, of Chromium, or of `electron/network` */
export function troubleOf(error: unknown): TroubleError {
  if (error instanceof TroubleError) return error;
  if (error instanceof ProxyError) {
    const { reason, status, message } = error;
    return new TroubleError(
      reason === 'refused' ? 'proxy_refused' : 'unreachable',
      status === null ? detail('proxy_failed', {}, message) : detail('proxy_answered', { status }),
    );
  }
  if (error instanceof HandshakeError) {
    const { status } = error;
    return new TroubleError(troubleOfStatus(status), detail('handshake_answered', { status }));
  }
  const {
    code = '',
    name = '',
    message = String(error),
  } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const text = `${typeof code === 'string' ? code : ''} ${name} ${message}`;
  const status = /Unexpected response code: (\d{3})/.exec(text)?.[1];
  if (status !== undefined) return troubleOf(new HandshakeError(Number(status)));
  const known = PATTERNS.find(([pattern]) => pattern.test(text));
  const [, trouble = 'unreachable', what = 'failed'] = known ?? [];
  return new TroubleError(trouble, detail(what, {}, shortly(text)));
}

/** The code alone, if there is one: a message may quote the request. */
function shortly(text: string): string | null {
  return /net::\w+|\b(?:E|UNABLE|CERT|DEPTH|SELF|HPE)_?[A-Z0-9_]{3,}\b/.exec(text)?.[0] ?? null;
}

/** Close code 4009 has several causes, which only the words tell apart. */
const REFUSALS: readonly (readonly [RegExp, SourceTrouble, Plain])[] = [
  // Reverb with `allowed_origins`: https://laravel.com/docs/reverb#allowed-origins
  [/\borigin\b/i, 'origin_refused', 'origin_refused'],
  [/authori[sz]ed/i, 'signed_out', 'not_authorised'],
];

const LASTING: Readonly<Record<number, readonly [SourceTrouble, Plain]>> = {
  4000: ['tls_needed', 'tls_only'],
  4001: ['key_unknown', 'no_such_key'],
  4003: ['app_disabled', 'switched_off'],
  4004: ['over_quota', 'too_many'],
  4005: ['not_found', 'no_such_path'],
  4009: ['signed_out', 'session_ended'],
};

function byRange(code: number): readonly [SourceTrouble, Plain] {
  if (code >= 4000 && code < 4100) return ['bad_answer', 'refused'];
  if (code >= 4100 && code < 4200) return ['server_error', 'busy'];
  return code === 4301 ? ['rate_limited', 'sent_too_much'] : ['unreachable', 'lost'];
}

/**
 * The trouble for a close code, or for the code of a `pusher:error`. 4000 to 4099: the same attempt would fail again.
 * https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes
 */
export function troubleOfClose(code: number, said: string): TroubleError {
  const worded = code === 4009 ? REFUSALS.find(([words]) => words.test(said)) : undefined;
  const [trouble, what] = worded === undefined ? (LASTING[code] ?? byRange(code)) : [worded[1], worded[2]];
  return new TroubleError(trouble, detail(what, {}, `${code} ${said.slice(0, 200)}`.trim()));
}

export const isLastingClose = (code: number): boolean => code >= 4000 && code < 4100;

/** When to try again. `lasting`: the same attempt would most likely fail again. */
export const paceAfter = (trouble: SourceTrouble, lasting: boolean): Pace =>
  lasting ? (trouble === 'signed_out' ? 'needs_user' : 'refused') : 'connection';
