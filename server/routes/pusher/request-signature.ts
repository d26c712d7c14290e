import { createHash, createHmac } from 'node:crypto';
import { isSame, type SigningApp } from '../../realtime/realtime.ts';

/**
 * The signature of a request to the HTTP API:
 * https://pusher.com/docs/channels/library_auth_reference/rest-api/#authentication
 *
 * A request can be replayed while its timestamp is valid: the protocol has no nonce, and SDKs retry with the same signature.
 */

/** How many seconds the clocks of the two sides may differ. */
const TIMESTAMP_TOLERANCE_S = 600;
const VERSION = '1.0';

/** Decoded parameters without duplicates. */
export type SignedQuery = ReadonlyMap<string, string>;

export interface SignedRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: SignedQuery;
}

/** Why a signature is refused. */
export type SignatureRefusal =
  | 'wrong_key'
  | 'wrong_version'
  | 'wrong_timestamp'
  | 'wrong_signature'
  | 'wrong_body';

/**
 * @param target request target, e.g. `/apps/1001/channels?auth_key=…`
 * @returns null for an ambiguous query: a duplicate parameter, or one that contains the separators of the signed text
 */
export function readTarget(target: string): Readonly<{ path: string; query: SignedQuery }> | null {
  const at = target.indexOf('?');
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : target.slice(at + 1))) {
    if (query.has(name) || /[=&]/.test(name) || value.includes('&')) return null;
    query.set(name, value);
  }
  return { path: at < 0 ? target : target.slice(0, at), query };
}

/** SDKs sign the path before their HTTP library escapes it, so both spellings count. `/` is never decoded. */
function spellings(path: string): readonly string[] {
  try {
    const plain = decodeURI(path);
    return plain === path || plain.includes('\n') ? [path] : [path, plain];
  } catch {
    return [path];
  }
}

function isSigned(secret: string, { method, path, query }: SignedRequest): boolean {
  const signed = [...query]
    .filter(([name]) => name !== 'auth_signature')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const given = query.get('auth_signature') ?? '';
  return spellings(path).some((spelling) =>
    isSame(given, createHmac('sha256', secret).update(`${method}\n${spelling}\n${signed}`).digest('hex')),
  );
}

/**
 * Checks everything that can be checked before the body is read.
 * @param now milliseconds since the epoch
 */
export function checkSignature(
  app: SigningApp,
  request: SignedRequest,
  now: number,
): SignatureRefusal | null {
  const { query } = request;
  if (!isSame(query.get('auth_key') ?? '', app.key)) return 'wrong_key';
  if (query.get('auth_version') !== VERSION) return 'wrong_version';
  const timestamp = query.get('auth_timestamp') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return 'wrong_timestamp';
  if (Math.abs(now / 1_000 - Number(timestamp)) > TIMESTAMP_TOLERANCE_S) return 'wrong_timestamp';
  return isSigned(app.secret, request) ? null : 'wrong_signature';
}

/** @param body the raw bytes; some SDKs send no digest for an empty body */
export function checkBody(query: SignedQuery, body: Uint8Array): SignatureRefusal | null {
  const digest = query.get('body_md5');
  if (digest === undefined) return body.length === 0 ? null : 'wrong_body';
  return isSame(digest, createHash('md5').update(body).digest('hex')) ? null : 'wrong_body';
}
