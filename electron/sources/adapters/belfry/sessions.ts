import { Value } from 'typebox/value';
import type { Detail } from '#app/detail';
import type { FailureCode } from '#app/result';
import type { SourceSecrets } from '#app/source-definition';
import { type EnrolRequest, SignedIn, type SignInRequest } from '#server/account';
import { ErrorBody, type ErrorCode } from '#server/error';
import { cleanName } from '#server/rules/text/names';
import { type DetailedResult, detail } from '../../detail.ts';
import type { Http, HttpAnswer } from '../../http/http.ts';
import { TroubleError } from '../../trouble.ts';

const DEVICE_LIMIT = 100;

/** Signs in to Belfry servers and out of them. Neither method rejects. */
export interface Sessions {
  /** The token for the server from now on; null when `secrets` has nothing to sign in with. */
  open(url: string, sourceId: string, secrets: SourceSecrets): Promise<DetailedResult<string | null>>;
  /** Best effort: if the server is away, the token lives until it expires or an administrator ends it. */
  close(url: string, token: string): Promise<void>;
}

const at = (url: string, path: string): string => `${url.replace(/\/+$/, '')}${path}`;

/** What a Belfry server means by the codes of a sign-in; its messages are for developers. */
const REFUSALS: Partial<
  Record<ErrorCode, 'wrong_password' | 'code_used' | 'token_unknown' | 'too_many_tries' | 'tls_to_sign_in'>
> = {
  bad_credentials: 'wrong_password',
  enrolment_invalid: 'code_used',
  unauthenticated: 'token_unknown',
  too_many_requests: 'too_many_tries',
  insecure_connection: 'tls_to_sign_in',
};

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const failed = (code: FailureCode, of: Detail): DetailedResult<never> => ({
  ok: false,
  error: { code, detail: of },
});

/** A Belfry server's own codes; anything else is no Belfry server. */
function refusal({ status, body }: HttpAnswer): DetailedResult<never> {
  const answer = parse(body);
  if (!Value.Check(ErrorBody, answer) || status >= 500)
    return failed('source_unreachable', detail('no_belfry', { status }));
  const { code } = answer.error;
  const known = REFUSALS[code];
  return failed(
    'sign_in_refused',
    known === undefined ? detail('answered', { status }, code) : detail(known, {}),
  );
}

export function createSessions(deps: {
  http: Http;
  /** Name of this computer. */
  hostname: string;
  log: (message: string) => void;
}): Sessions {
  // A new token ends the earlier one of the same name, so each source has its own name.
  const deviceOf = (sourceId: string): string =>
    `${cleanName(deps.hostname).slice(0, DEVICE_LIMIT - sourceId.length - 3)} (${sourceId})`;

  async function enter(
    url: string,
    path: string,
    body: SignInRequest | EnrolRequest,
  ): Promise<DetailedResult<string>> {
    const answer = await deps.http.request(at(url, path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    const signedIn = parse(answer.body);
    if (answer.status === 201 && Value.Check(SignedIn, signedIn)) return { ok: true, value: signedIn.token };
    return refusal(answer);
  }

  async function check(url: string, token: string): Promise<DetailedResult<string>> {
    const answer = await deps.http.request(at(url, '/api/session'), {
      method: 'GET',
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    return answer.status === 200 ? { ok: true, value: token } : refusal(answer);
  }

  return {
    async open(url, sourceId, { password, code, token }) {
      const device = deviceOf(sourceId);
      try {
        if (password !== undefined) return await enter(url, '/api/session', { ...password, device });
        if (code !== undefined) return await enter(url, '/api/session/enroll', { code, device });
        if (typeof token === 'string') return await check(url, token);
        return { ok: true, value: null };
      } catch (error) {
        if (!(error instanceof TroubleError)) throw error;
        return failed('source_unreachable', error.detail);
      }
    },
    async close(url, token) {
      try {
        const { status } = await deps.http.request(at(url, '/api/session'), {
          method: 'DELETE',
          headers: { authorization: `Bearer ${token}` },
        });
        if (status >= 400 && status !== 401) deps.log(`signing out was answered by ${status}`);
      } catch (error) {
        if (!(error instanceof TroubleError)) throw error;
        deps.log(`not signed out: ${error.trouble}`);
      }
    },
  };
}
