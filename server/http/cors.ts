import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REPLAYED_HEADER } from '#server/send';
import { isOriginAllowed } from './origins.ts';
import type { Routes } from './route.ts';

/** What pages of other origins may use: the Laravel routes and the ones that authorise sockets. */
const SHARED = /^\/+(api\/+notifications|broadcasting)(\/|\?|$)/;
/** How long a browser caches the answer, in seconds; Chromium's maximum. */
const MAX_AGE = 7_200;

const OPTIONS: FastifyCorsOptions = {
  methods: ['GET', 'HEAD', 'POST', 'DELETE'],
  // Any requested header is allowed: libraries add their own (`X-CSRF-TOKEN` of Laravel Echo, tracing headers), and a single refused one
  // stops the request.
  exposedHeaders: ['Retry-After', REPLAYED_HEADER],
  maxAge: MAX_AGE,
  // Only a token in a header authenticates; nothing that a browser adds by itself does.
  credentials: false,
  strictPreflight: false,
};

/** The value of `Access-Control-Allow-Origin`; false: none. */
export type AllowedOrigin = (request: FastifyRequest) => string | false;

/**
 * With `*` the answer is `*`, never the request's own origin. https://fetch.spec.whatwg.org/#http-cors-protocol
 *
 * @param origins patterns as for apps
 */
export function createAllowedOrigin(origins: readonly string[]): AllowedOrigin {
  const any = origins.includes('*') ? '*' : null;
  return ({ url, headers: { origin } }) =>
    SHARED.test(url) && isOriginAllowed(origins, origin) && (any ?? origin ?? false);
}

/**
 * Lets pages read the answers of hooks and routes added to `app` after this plugin has loaded, including refusals: a page sees an
 * answer that it may not read as a network error, and its libraries retry.
 */
export function allowOrigins(app: Routes, allowed: AllowedOrigin): void {
  void app.register(cors, {
    delegator(request: FastifyRequest, done: (error: Error | null, options: FastifyCorsOptions) => void) {
      done(null, { ...OPTIONS, origin: allowed(request) });
    },
  });
}

/** The same for an address that the router cannot read, where no hook runs. */
export function allowReading(allowed: AllowedOrigin, request: FastifyRequest, reply: FastifyReply): void {
  const origin = allowed(request);
  if (origin !== false) reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
}
