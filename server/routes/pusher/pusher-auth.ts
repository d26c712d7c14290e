import type { FastifyRequest } from 'fastify';
import type { ChangingApps, RealtimeApp } from '../../apps/apps.ts';
import { AppError } from '../../errors.ts';
import type { Routes } from '../../http/http.ts';
import {
  checkBody,
  checkSignature,
  readTarget,
  type SignatureRefusal,
  type SignedQuery,
} from './request-signature.ts';

/** The app behind a signed request, and the request's query. */
export type Caller = Readonly<{ app: RealtimeApp; query: SignedQuery }>;

export interface PusherAuth {
  /** Accepts only signed requests of enabled apps in this scope. */
  guard(scope: Routes): void;
  /** The caller of an accepted request. */
  caller(request: FastifyRequest): Caller;
}

export interface PusherAuthDeps {
  readonly apps: Pick<ChangingApps, 'byId' | 'refresh'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: { debug(fields: object, message: string): void };
}

const MESSAGES: Readonly<Record<SignatureRefusal, string>> = {
  wrong_key: 'auth_key is not the key of this app.',
  wrong_version: 'auth_version is not 1.0.',
  wrong_timestamp: 'auth_timestamp is not within 600 seconds of this server’s clock.',
  wrong_signature: 'auth_signature does not fit this request.',
  wrong_body: 'body_md5 does not fit the body.',
};

export function createPusherAuth({ apps, now, log }: PusherAuthDeps): PusherAuth {
  const callers = new WeakMap<FastifyRequest, Caller>();

  function believe(app: RealtimeApp, refusal: SignatureRefusal | null): void {
    if (refusal === null) return;
    log.debug({ app: app.id, reason: refusal }, 'http api request refused');
    throw new AppError('unauthenticated', MESSAGES[refusal]);
  }

  function identify(request: FastifyRequest): Caller {
    const app = apps.byId((request.params as { id: string }).id);
    if (app === undefined) throw new AppError('not_found', 'No app has this id.');
    const target = readTarget(request.raw.url ?? '');
    if (target === null) throw new AppError('bad_request', 'The query can be read in more than one way.');
    believe(app, checkSignature(app, { method: request.method, ...target }, now()));
    if (!app.enabled) throw new AppError('app_disabled', 'This app is disabled.');
    return { app, query: target.query };
  }

  function caller(request: FastifyRequest): Caller {
    const known = callers.get(request);
    if (known === undefined) throw new Error('a route outside of the guarded scope asked for its caller');
    return known;
  }

  return {
    caller,
    guard(scope) {
      // Before the body is read, so that an unsigned request's body never is.
      scope.addHook('onRequest', async (request) => {
        await apps.refresh();
        callers.set(request, identify(request));
        // Only the bytes are signed. Fastify would refuse a malformed content type.
        delete request.headers['content-type'];
      });
      scope.addHook('preHandler', async (request) => {
        const { app, query } = caller(request);
        believe(app, checkBody(query, bodyOf(request)));
      });
    },
  };
}

const EMPTY = Buffer.alloc(0);

/** The body's bytes. */
export const bodyOf = ({ body }: Pick<FastifyRequest, 'body'>): Uint8Array =>
  Buffer.isBuffer(body) ? body : EMPTY;
