import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REPLAYED_HEADER } from '#server/send';
import { isOriginAllowed } from './origins.ts';
import type { Routes } from './route.ts';

/** What pages of other origins may use: the Laravel surface and the addresses that let sockets in. */
const SHARED = /^\/+(api\/+notifications|broadcasting)(\/|\?|$)/;
/** Seconds for which a browser remembers the answer; Chromium's own limit. */
const MAX_AGE = 7_200;

const OPTIONS: FastifyCorsOptions = {
  methods: ['GET', 'HEAD', 'POST', 'DELETE'],
  // Any header that the page asks for: libraries add their own (`X-CSRF-TOKEN` of Laravel Echo, those of tracers), and one that is not
  // among the allowed ones stops the request.
  exposedHeaders: ['Retry-After', REPLAYED_HEADER],
  maxAge: MAX_AGE,
  // A token in a header is the only way in: nothing that a browser adds by itself counts.
  credentials: false,
  strictPreflight: false,
};

/** The answer's `Access-Control-Allow-Origin`; false: none. */
export type AllowedOrigin = (request: FastifyRequest) => string | false;

/**
 * Under `*` the answer is `*`, never the origin of the request. https://fetch.spec.whatwg.org/#http-cors-protocol
 *
 * @param origins patterns as for apps
 */
export function createAllowedOrigin(origins: readonly string[]): AllowedOrigin {
  const any = origins.includes('*') ? '*' : null;
  return ({ url, headers: { origin } }) =>
    SHARED.test(url) && isOriginAllowed(origins, origin) && (any ?? origin ?? false);
}

/**
 * Lets pages read what is answered by hooks and routes that are added to `app` once this is loaded, refusals too: what a page may
 * not read is a network error to it, which its libraries try again.
 */
export function allowOrigins(app: Routes, allowed: AllowedOrigin): void {
  void app.register(cors, {
    delegator(request: FastifyRequest, done: (error: Error | null, options: FastifyCorsOptions) => void) {
      done(null, { ...OPTIONS, origin: allowed(request) });
    },
  });
}

/** The same for an answer to an address that no router can read, before any hook. */
export function allowReading(allowed: AllowedOrigin, request: FastifyRequest, reply: FastifyReply): void {
  const origin = allowed(request);
  if (origin !== false) reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
}
