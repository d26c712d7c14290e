import type { ServerOptions } from 'node:https';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { BODY_LIMIT } from '#server/send';
import type { Accounts } from './accounts/accounts.ts';
import type { SignIn } from './accounts/sign-in.ts';
import type { Authorisers } from './broadcasting/broadcasting.ts';
import { laravelRoutes } from './dialects/laravel/laravel.ts';
import { AppError, answerBrokenRequest, answerError, createFailureLog } from './errors.ts';
import { createGate, type Routes } from './http/auth.ts';
import { isEncodedUtf8, readJsonBodies } from './http/bodies.ts';
import type { Pem } from './http/certificate.ts';
import { allowOrigins, allowReading, createAllowedOrigin } from './http/cors.ts';
import { answerUnknown, createRouteTable } from './http/not-found.ts';
import type { RequestGuard } from './http/request-guard.ts';
import { asksForWebSocket } from './http/upgrade-offers.ts';
import { compileValidator } from './http/validation.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Receipts } from './inbox/receipts.ts';
import { broadcastingRoutes } from './routes/broadcasting-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { inboxRoutes } from './routes/inbox-routes.ts';
import { type HttpApiDeps, registerHttpApi } from './routes/pusher/pusher.ts';
import { receiptRoutes } from './routes/receipt-routes.ts';
import { sendRoutes } from './routes/send-routes.ts';
import { type SessionDeps, sessionRoutes } from './routes/session-routes.ts';
import { sourceRoutes } from './routes/source-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import type { Senders } from './senders/senders.ts';
import type { Sources } from './sources/sources.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** How requests come here. */
export type Network = Readonly<{
  /** null: in clear text, from this computer or from a proxy. */
  tls: Pem | null;
  /** Addresses and CIDR ranges whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  trustedProxies: readonly string[];
  /** Origins whose pages may use the Laravel surface with a token: patterns as for apps. */
  corsOrigins: readonly string[];
  /** Passwords and codes may come in clear text from other computers. */
  plainSignIn: boolean;
}>;

export const LOCAL_NETWORK: Network = { tls: null, trustedProxies: [], corsOrigins: [], plainSignIn: false };

export interface AppDeps {
  readonly network: Network;
  /** Serves programs of this computer only. */
  readonly embedded: boolean;
  readonly accounts: Pick<Accounts, 'authenticate' | 'revoke' | 'user'>;
  readonly signIn: SignIn;
  readonly session: Pick<SessionDeps, 'home' | 'recheck'>;
  readonly inbox: Inbox;
  readonly receipts: Receipts;
  readonly senders: Senders;
  /** Sends of one token in a minute; null: any number. */
  readonly sendRate: number | null;
  readonly sources: Sources;
  readonly guard: RequestGuard;
  readonly authorisers: Authorisers;
  /** Remembers by which token a socket is let in. */
  readonly vouch: (socketId: string, tokenId: number, channel: string | null) => void;
  /** The signed API for the Pusher SDKs. */
  readonly pusher: Pick<HttpApiDeps, 'apps' | 'realms' | 'keep' | 'now'>;
  readonly webhooks: Pick<Webhooks, 'log'>;
  /** Throws when the database does not answer. */
  readonly ping: () => void;
  /** From then on everything is answered by `shutting_down`. */
  readonly closing: () => boolean;
  readonly log: FastifyBaseLogger;
}

/**
 * How often sockets are looked for whose headers have not come in time; by default Node does every 30 s, also while there are none.
 * Half-sent headers shall hold no socket much longer than their timeout, but no desktop shall wake up for them: what a program of
 * this computer holds ends with it.
 */
const HEADERS_CHECK_MS = { shared: 5_000, embedded: 60 * 60_000 };
const TLS_HANDSHAKE_MS = 10_000;

const REFUSALS = {
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not use this server.',
} as const;

const replaced = (): never => {
  throw new Error('Belfry brings its own compilers of schemas');
};

/** The HTTP surface. Listens to nothing: tests `inject()`, `start` listens. */
export function buildApp(deps: AppDeps): Routes {
  const { tls, trustedProxies, corsOrigins, plainSignIn } = deps.network;
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
    // The types know a server for TLS as another kind of app; it does all that this one does.
    ...(https && { https }),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Channel names have 200 characters, and ids of users may be escaped.
    routerOptions: { maxParamLength: 2_048, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    // Set below. Without these Fastify loads its own, a fifth of the server's code.
    schemaController: { compilersFactory: { buildValidator: replaced, buildSerializer: replaced } },
    // Answered below, in the one error shape.
    return503OnClosing: false,
    frameworkErrors(error, request, reply) {
      allowReading(allowed, request, reply);
      answerError(error, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  app.setValidatorCompiler(compileValidator);
  // What is sent is built field by field; a schema-driven writer would check each row of each page a second time.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerError);
  const logFailure = createFailureLog(deps.log);
  app.addHook('onError', async (request, _reply, error) => logFailure(request, error));
  readJsonBodies(app);

  const table = createRouteTable(app);
  app.setNotFoundHandler((request, reply) => answerUnknown(table, request, reply));

  if (corsOrigins.length > 0) allowOrigins(app, allowed);
  // Plugins are loaded later: a hook that is added now would refuse before pages are let in to read it.
  app.after(() => {
    app.addHook('onRequest', async (request) => {
      const refused = deps.guard(request.raw);
      if (refused !== null) throw new AppError(refused, REFUSALS[refused]);
      if (deps.closing()) throw new AppError('shutting_down', 'closing');
      const [, query = ''] = (request.raw.url ?? '').split('?', 2);
      // Fastify would take the escapes for the text itself.
      if (!isEncodedUtf8(query)) throw new AppError('bad_request', 'The query is not UTF-8.');
    });
  });

  const { accounts, signIn, log } = deps;
  const gate = createGate(accounts);
  healthRoutes(app, { ping: deps.ping });
  inboxRoutes(app, { gate, inbox: deps.inbox });
  sourceRoutes(app, { gate, sources: deps.sources });
  receiptRoutes(app, { gate, receipts: deps.receipts });
  sessionRoutes(app, { gate, accounts, signIn, plainSignIn, log, ...deps.session });
  webhookRoutes(app, { gate, webhooks: deps.webhooks });
  registerHttpApi(app, { ...deps.pusher, log });
  void app.register(async (scope: Routes) => {
    sendRoutes(scope, { gate, senders: deps.senders, rate: deps.sendRate, log });
    laravelRoutes(scope, { gate, inbox: deps.inbox });
    broadcastingRoutes(scope, { gate, authorisers: deps.authorisers, vouch: deps.vouch });
  });
  return app;
}
