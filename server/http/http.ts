import type { ServerOptions } from 'node:https';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { BODY_LIMIT } from '#server/send';
import { AppError } from '../errors.ts';
import { answerBrokenRequest, answerError, createFailureLog } from './answers.ts';
import { isEncodedUtf8, readJsonBodies } from './bodies.ts';
import type { CertificateFiles, Pem } from './certificate.ts';
import { allowOrigins, allowReading, createAllowedOrigin } from './cors.ts';
import { answerUnknown, createRouteTable } from './not-found.ts';
import type { RequestGuard } from './request-guard.ts';
import type { Routes } from './route.ts';
import { asksForWebSocket } from './upgrade-offers.ts';
import { NO_COMPILERS, setCompilers } from './validation.ts';

export { answerError } from './answers.ts';
export { type Auth, createAuth } from './auth.ts';
export { decode, readFormBodies } from './bodies.ts';
export { type Capacity, capacityOf, descriptorLimit } from './capacity.ts';
export { type Certificate, type CertificateFiles, createCertificate } from './certificate.ts';
export { desktopPorts, isLoopback, listen, urlOf } from './listen.ts';
export { createApiDescription } from './openapi.ts';
export { isOriginAllowed, unmatchableOrigin } from './origins.ts';
export { PUBLIC_URL_PATTERN, PUBLIC_URL_WORDS, publicUrl, publicUrlProblem } from './public-url.ts';
export { bound, type Limiter, rateStore, SEND_RATE, sendRateOf } from './rate-limit.ts';
export { answerRaw } from './raw-answer.ts';
export { createLocalGuard, openGuard, type RequestGuard } from './request-guard.ts';
export { errors, IdempotencyHeaders, keyOf, type Routes, refuseKey } from './route.ts';
export { asksForWebSocket, ignoreOffer } from './upgrade-offers.ts';

/** How requests reach this server. */
export type Network = Readonly<{
  /** null: clear text, from this computer or a proxy. */
  tls: Pem | null;
  /** Addresses and CIDR ranges whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted. */
  trustedProxies: readonly string[];
  /** Origins whose pages may use the Laravel routes with a token; patterns as for apps. */
  corsOrigins: readonly string[];
  /** Passwords and codes may come in clear text from other computers. */
  plainSignIn: boolean;
}>;

/** How a standalone server is reached. */
export type PublicNetwork = Omit<Network, 'tls'> &
  Readonly<{
    certificate: CertificateFiles | null;
    /** The address that clients use; null: the one it listens on. */
    url: string | null;
  }>;

export const LOCAL_NETWORK: Network = { tls: null, trustedProxies: [], corsOrigins: [], plainSignIn: false };

export interface HttpDeps {
  readonly network: Network;
  /** Serves programs of this computer only. */
  readonly embedded: boolean;
  readonly guard: RequestGuard;
  /** Once true, every request is answered with `shutting_down`. */
  readonly closing: () => boolean;
  readonly log: FastifyBaseLogger;
}

/**
 * How often Node looks for sockets whose headers are late; its own default is 30 s, even without any socket. On a shared server
 * half-sent headers must not hold a socket much longer than their timeout. A desktop must not wake up for that: a local program's
 * sockets end with the program.
 */
const HEADERS_CHECK_MS = { shared: 5_000, embedded: 60 * 60_000 };
const TLS_HANDSHAKE_MS = 10_000;

const REFUSALS = {
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not use this server.',
} as const;

/**
 * The HTTP server without routes: bodies, guard, CORS, validation and error answers. CORS applies to routes that are added in a
 * registered scope.
 */
export function createHttp(deps: HttpDeps): Routes {
  const { tls, trustedProxies, corsOrigins } = deps.network;
  const http = {
    connectionsCheckingInterval: HEADERS_CHECK_MS[deps.embedded ? 'embedded' : 'shared'],
    shouldUpgradeCallback: asksForWebSocket,
  };
  const https = tls && ({ ...http, ...tls, handshakeTimeout: TLS_HANDSHAKE_MS } satisfies ServerOptions);
  const allowed = createAllowedOrigin(corsOrigins);
  const app: Routes = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    http,
    // Fastify's types treat a TLS server as another kind of app; it behaves the same.
    ...(https && { https }),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Channel names may have 200 characters, and user ids may be percent-encoded.
    routerOptions: { maxParamLength: 2_048, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    schemaController: NO_COMPILERS,
    // The guard below answers in the shape of all errors.
    return503OnClosing: false,
    frameworkErrors(error, request, reply) {
      allowReading(allowed, request, reply);
      answerError(error, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  setCompilers(app);
  app.setErrorHandler(answerError);
  const logFailure = createFailureLog(deps.log);
  app.addHook('onError', async (request, _reply, error) => logFailure(request, error));
  readJsonBodies(app);

  const table = createRouteTable(app);
  app.setNotFoundHandler((request, reply) => answerUnknown(table, request, reply));

  if (corsOrigins.length > 0) allowOrigins(app, allowed);
  // Plugins load later. A hook added now would run before CORS, and pages could not read its refusals.
  app.after(() => {
    app.addHook('onRequest', async (request) => {
      const refused = deps.guard(request.raw);
      if (refused !== null) throw new AppError(refused, REFUSALS[refused]);
      if (deps.closing()) throw new AppError('shutting_down', 'closing');
      const [, query = ''] = (request.raw.url ?? '').split('?', 2);
      // Fastify would keep invalid escapes as literal text.
      if (!isEncodedUtf8(query)) throw new AppError('bad_request', 'The query is not UTF-8.');
    });
  });
  return app;
}
