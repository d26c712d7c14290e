import { type AnswerError, answerError, hasNoRoute, isSuccess } from './api.ts';
import { detail } from './detail.ts';
import type { Http } from './http.ts';
import type { ChannelAuth } from './link.ts';
import { TroubleError } from './trouble.ts';

export type Authorize = (socketId: string, channel: string) => Promise<ChannelAuth>;

/** `key:hex` */
const SIGNATURE = /^[\w.-]+:[0-9a-f]{64}$/;

const optional = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string';

function authOf(body: string): ChannelAuth | null {
  const text = body.trim();
  if (SIGNATURE.test(text)) return { auth: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json === 'string') return SIGNATURE.test(json) ? { auth: json } : null;
  if (typeof json !== 'object' || json === null) return null;
  const { auth, channel_data, shared_secret } = json as Readonly<Record<string, unknown>>;
  if (typeof auth !== 'string' || auth === '' || !optional(channel_data) || !optional(shared_secret))
    return null;
  return {
    auth,
    ...(typeof channel_data === 'string' ? { channel_data } : {}),
    ...(typeof shared_secret === 'string' ? { shared_secret } : {}),
  };
}

/** A refusal here is about the channel; also a 404 of a document that is gone. Without a route, nobody signs at all. */
function refusal(error: AnswerError, url: string): TroubleError {
  const saysNothing = error.status === 404 && error.detail.code === 'answered';
  if (saysNothing || hasNoRoute(error))
    return new TroubleError('not_found', detail('not_signed', { addresses: url }));
  const isRefusal = error.status === 403 || error.status === 404;
  return isRefusal ? new TroubleError('channel_forbidden', error.detail) : error;
}

/**
 * Asks an auth endpoint as stock clients do, by a form, for the signature of a channel. The answer is JSON, whatever its
 * content type says, or the signature alone. Rejects with a TroubleError.
 */
export function createAuthorize(deps: {
  readonly url: string;
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
}): Authorize {
  return async (socketId, channel) => {
    const token = deps.token();
    const answer = await deps.http.request(deps.url, {
      method: 'POST',
      headers: {
        ...deps.headers(),
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: new URLSearchParams({ socket_id: socketId, channel_name: channel }).toString(),
    });
    if (!isSuccess(answer)) throw refusal(answerError(answer, deps.now()), deps.url);
    const auth = authOf(answer.body);
    if (auth === null) throw new TroubleError('bad_answer', detail('no_signature', {}));
    return auth;
  };
}
