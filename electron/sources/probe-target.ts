import Type from 'typebox';
import { Value } from 'typebox/value';
import type { Detail } from '#app/detail';
import type { BelfrySource, SourceDefinition } from '#app/sources';
import { userChannel } from '#server/rules/channels';
import type { Authorize } from './authorize.ts';
import { detail, plainly } from './detail.ts';
import type { Http, HttpAnswer } from './http.ts';
import { createLaravelAuthorize } from './laravel/auth.ts';
import { socketBase } from './link.ts';
import type { Keys } from './secrets.ts';
import type { Sessions } from './session.ts';
import { TroubleError, troubleOfStatus } from './trouble.ts';

/** `GET /api/session`, as far as it is needed. */
const Session = Type.Object({
  app_key: Type.String(),
  user: Type.Object({ id: Type.Integer(), name: Type.String() }),
});
const Count = Type.Object({ count: Type.Integer() });

export interface TargetDeps {
  readonly http: Http;
  /** Signs in to a Belfry server and out of it. Neither rejects. */
  readonly sessions: Sessions;
}

/** Why a link is left out although the source has it. */
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
  /** What REST has to say, or a TroubleError; null: this kind has none. */
  rest: (() => Promise<Detail>) | null;
  /** Ends what was begun for the test. */
  leave(): Promise<void>;
}>;

/** There is one address only. */
const signedAt =
  (url: string): NonNullable<Target['authorize']> =>
  (at, onSigned) => {
    const authorize = at(url, false);
    return async (socketId, channel) => {
      const auth = await authorize(socketId, channel);
      onSigned(url);
      return auth;
    };
  };

const trimmed = (url: string): string => url.replace(/\/+$/, '');

/** In front of `/app/{key}`. */
export function socketsOf(definition: SourceDefinition): string {
  if (definition.kind !== 'belfry') return socketBase(definition.endpoint);
  return trimmed(definition.url).replace(/^http/, 'ws');
}

function json<T>(answer: HttpAnswer, check: (value: unknown) => value is T): T {
  const { status, body } = answer;
  if (status !== 200) throw new TroubleError(troubleOfStatus(status), detail('answered', { status }));
  try {
    const value: unknown = JSON.parse(body);
    if (check(value)) return value;
  } catch {}
  throw new TroubleError('bad_answer', detail('other_answer', {}));
}

/** Finds out what there is to reach. Rejects with a TroubleError or NotTried: a Belfry server has to be asked. */
export function createFindTarget(
  deps: TargetDeps,
): (definition: SourceDefinition, secrets: Keys) => Promise<Target> {
  const get = (url: string, { token, headers }: Keys): Promise<HttpAnswer> =>
    deps.http.request(url, {
      method: 'GET',
      headers: {
        ...headers,
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  const stay = async (): Promise<void> => {};

  /** A password makes a session of the test's own. A code works once only, and is for signing in for good. */
  async function enter(
    base: string,
    { token, password, code }: Keys,
  ): Promise<Pick<Target, 'secrets' | 'leave'>> {
    if (code !== undefined) throw new NotTried(detail('code_kept', {}));
    if (password === undefined) {
      if (token !== undefined) return { secrets: { token }, leave: stay };
      throw new TroubleError('signed_out', detail('nothing_to_sign_in', {}));
    }
    const entered = await deps.sessions.open(base, 'connection-test', { password });
    if (!entered.ok) {
      const trouble = entered.error.code === 'sign_in_refused' ? 'signed_out' : 'unreachable';
      throw new TroubleError(trouble, entered.error.detail);
    }
    const made = entered.value;
    if (made === null) throw new TroubleError('signed_out', detail('nothing_to_sign_in', {}));
    return { secrets: { token: made }, leave: () => deps.sessions.close(base, made) };
  }

  async function belfry({ url }: BelfrySource, given: Keys): Promise<Target> {
    const base = trimmed(url);
    const { secrets, leave } = await enter(base, given);
    try {
      const session = json(await get(`${base}/api/session`, secrets), (value) => Value.Check(Session, value));
      return {
        key: session.app_key,
        channels: [userChannel(session.user.id)],
        authorize: signedAt(`${base}/broadcasting/auth`),
        secrets,
        rest: async () => detail('signed_in_as', { name: session.user.name }),
        leave,
      };
    } catch (error) {
      await leave();
      throw error;
    }
  }

  return async (definition, secrets) => {
    switch (definition.kind) {
      case 'belfry':
        return belfry(definition, secrets);
      case 'laravel': {
        const { key, channel, people, prefix } = definition;
        const app = trimmed(definition.url);
        return {
          key,
          channels: people === null ? [channel] : [channel, people],
          authorize: (at, onSigned) => createLaravelAuthorize(definition, { at, onSigned }),
          secrets,
          async rest() {
            const answer = await get(`${app}${prefix}/unread-count`, secrets);
            const { count } = json(answer, (value) => Value.Check(Count, value));
            return detail('unread', { count });
          },
          leave: stay,
        };
      }
      case 'channels': {
        const { key, channels, auth } = definition;
        const authorize = auth === null ? null : signedAt(auth);
        return { key, channels, authorize, secrets, rest: null, leave: stay };
      }
      default:
        return definition satisfies never;
    }
  };
}
