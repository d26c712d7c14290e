import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import { REPLAYED_HEADER } from '#server/send';
import { isOriginAllowed } from './origins.ts';
import type { Routes } from './routes/route.ts';

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

/**
 * Lets pages of these origins use the routes that are added to `scope` afterwards. Under `*` the answer is `*`, never the origin
 * of the request. https://fetch.spec.whatwg.org/#http-cors-protocol
 *
 * @param origins patterns as for apps
 */
export function allowOrigins(scope: Routes, origins: readonly string[]): void {
  const allowed = origins.includes('*') ? '*' : null;
  void scope.register(cors, {
    delegator(request: FastifyRequest, done: (error: Error | null, options: FastifyCorsOptions) => void) {
      const { origin } = request.headers;
      const isShared = SHARED.test(request.url) && isOriginAllowed(origins, origin);
      done(null, { ...OPTIONS, origin: isShared && (allowed ?? origin ?? false) });
    },
  });
}
