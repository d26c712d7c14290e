import type { FastifyRequest } from 'fastify';
import type { Ability } from '#server/session';
import type { Accounts, Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';

export interface Auth {
  /** An `onRequest` hook, so that the body of an unauthorised request is not read. One of the abilities is enough. */
  requires(...abilities: readonly Ability[]): (request: FastifyRequest) => Promise<void>;
  /** The session of a request that has passed `requires`. */
  session(request: FastifyRequest): Session;
}

export function createAuth(accounts: Pick<Accounts, 'authenticate'>): Auth {
  const sessions = new WeakMap<FastifyRequest, Session>();
  return {
    requires: (...abilities) => {
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
      if (session === undefined) throw new Error('a route without `requires` asked for its session');
      return session;
    },
  };
}
