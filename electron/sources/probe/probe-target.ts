import type { Detail } from '#app/detail';
import type { SourceSecrets } from '#app/source-definition';
import { type DetailedResult, detail, plainly } from '../detail.ts';
import type { Authorize, Http } from '../http/http.ts';
import { TroubleError, troubleOfStatus } from '../trouble.ts';
import type { Keys } from '../vault/vault.ts';

export interface TargetDeps {
  readonly http: Http;
  /** Signs in to a Belfry server and out of it. Neither rejects. */
  readonly sessions: Readonly<{
    open(url: string, name: string, secrets: SourceSecrets): Promise<DetailedResult<string | null>>;
    close(url: string, token: string): Promise<void>;
  }>;
}

/** Why a step is left out although the source has it. */
export class NotTried extends Error {
  readonly detail: Detail;
  constructor(of: Detail) {
    super(plainly(of));
    this.detail = of;
  }
}

/** Asks an auth endpoint for signatures. */
export type AuthorizeAt = (url: string, hasSigned: boolean) => Authorize;

/** What a connection test is to reach. */
export type Target = Readonly<{
  key: string;
  channels: readonly string[];
  /** null: nobody signs. */
  authorize: ((at: AuthorizeAt, onSigned: (address: string) => void) => Authorize) | null;
  secrets: Keys;
  /** What the source's list says; rejects with a TroubleError. null: this kind has no list. */
  rest: (() => Promise<Detail>) | null;
  /** Ends what was begun for the test. */
  leave?(): Promise<void>;
}>;

/** Where there is one auth address only. */
export const signedAt =
  (url: string): NonNullable<Target['authorize']> =>
  (at, onSigned) => {
    const authorize = at(url, false);
    return async (socketId, channel) => {
      const auth = await authorize(socketId, channel);
      onSigned(url);
      return auth;
    };
  };

/** @throws TroubleError, also for JSON that fails the check */
export async function getJson<T>(
  http: Http,
  url: string,
  { token, headers }: Keys,
  check: (value: unknown) => value is T,
): Promise<T> {
  const { status, body } = await http.request(url, {
    method: 'GET',
    headers: {
      ...headers,
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  if (status !== 200) throw new TroubleError(troubleOfStatus(status), detail('answered', { status }));
  try {
    const value: unknown = JSON.parse(body);
    if (check(value)) return value;
  } catch {}
  throw new TroubleError('bad_answer', detail('other_answer', {}));
}
