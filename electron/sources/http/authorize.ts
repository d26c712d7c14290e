import { detail } from '../detail.ts';
import { TroubleError } from '../trouble.ts';
import { answerError, hasNoRoute, isSuccess } from './api.ts';
import type { Http, HttpAnswer } from './request.ts';

/** An auth endpoint's answer: the signature `key:hex`, and what else it signed beside socket id and channel. */
export type ChannelAuth = Readonly<{ auth: string; channel_data?: string; shared_secret?: string }>;

export type Authorize = (socketId: string, channel: string) => Promise<ChannelAuth>;

/** `key:hex` */
const SIGNATURE = /^[\w.-]+:[0-9a-f]{64}$/;

const optional = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? { ...json } : {};

function authOf(body: string): ChannelAuth | null {
  const text = body.trim();
  if (SIGNATURE.test(text)) return { auth: text };
  const json = jsonOf(text);
  if (typeof json === 'string') return SIGNATURE.test(json) ? { auth: json } : null;
  const { auth, channel_data, shared_secret } = fieldsOf(json);
  if (typeof auth !== 'string' || auth === '' || !optional(channel_data) || !optional(shared_secret))
    return null;
  return {
    auth,
    ...(typeof channel_data === 'string' ? { channel_data } : {}),
    ...(typeof shared_secret === 'string' ? { shared_secret } : {}),
  };
}

/** Laravel's `abort(404)`. Before version 9, a missing route answers the same. */
const isAbort = ({ body }: HttpAnswer): boolean => fieldsOf(jsonOf(body)).message === '';

/**
 * A refusal is about the channel, and so is a 404 from `abort()` (of a model that is gone). Without a route, nothing is signed at all.
 * @param hasSigned it has signed before, so the route exists
 */
function refusal(answer: HttpAnswer, now: Date, url: string, hasSigned: boolean): TroubleError {
  const error = answerError(answer, now);
  const { status } = error;
  if (status !== 403 && status !== 404 && !hasNoRoute(error)) return error;
  const saysNothing = status === 404 && error.detail.code === 'answered';
  if (hasNoRoute(error) || (saysNothing && !(hasSigned && isAbort(answer))))
    return new TroubleError('not_found', detail('not_signed', { addresses: url }));
  return new TroubleError('channel_forbidden', error.detail);
}

/**
 * Asks an auth endpoint for the signature of a channel, by a form, as stock clients do. The answer is JSON, whatever its content type,
 * or the bare signature. Rejects with a TroubleError.
 */
export function createAuthorize(deps: {
  readonly url: string;
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** The source has signed in an earlier run of the app. */
  readonly hasSigned?: boolean;
}): Authorize {
  let { hasSigned = false } = deps;
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
    if (!isSuccess(answer)) throw refusal(answer, deps.now(), deps.url, hasSigned);
    const auth = authOf(answer.body);
    if (auth === null) throw new TroubleError('bad_answer', detail('no_signature', {}));
    hasSigned = true;
    return auth;
  };
}
