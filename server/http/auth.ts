import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import Type, { type Static } from 'typebox';
import { ErrorBody } from '#server/error';
import { IDEMPOTENCY_HEADER } from '#server/send';
import type { Ability } from '#server/session';
import type { Accounts, Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';

export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export const IdempotencyHeaders = Type.Object({
  [IDEMPOTENCY_HEADER]: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});

export const keyOf = (headers: Static<typeof IdempotencyHeaders>): string | null =>
  headers[IDEMPOTENCY_HEADER] ?? null;

/** The error answers of every route. */
export const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;

export interface Gate {
  /** An `onRequest` hook: the body of a stranger is not even read. Any one of the abilities will do. */
  needs(...abilities: readonly Ability[]): (request: FastifyRequest) => Promise<void>;
  /** The session of a request that has passed `needs`. */
  session(request: FastifyRequest): Session;
}

export function createGate(accounts: Pick<Accounts, 'authenticate'>): Gate {
  const sessions = new WeakMap<FastifyRequest, Session>();
  return {
    needs: (...abilities) => {
      return async (request) => {
        const session = await accounts.authenticate(request.headers.authorization);
        if (session === null) {
          throw new AppError(
            'unauthenticated',
            'A valid access token is needed: Authorization: Bearer TOKEN.',
          );
        }
        if (!abilities.some((ability) => session.abilities.has(ability))) {
          throw new AppError('missing_ability', `This token lacks the ability ${abilities.join(' or ')}.`);
        }
        sessions.set(request, session);
      };
    },
    session(request) {
      const session = sessions.get(request);
      if (session === undefined) throw new Error('a route without a gate asked for its session');
      return session;
    },
  };
}
