import rateLimit from '@fastify/rate-limit';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { REPLAYED_HEADER, ScheduledAnswer, SendAnswer, SendRequest } from '#server/send';
import { type Auth, bound, errors, IdempotencyHeaders, keyOf, type Routes, rateStore } from '../http/http.ts';
import { createRepeatedLog } from '../log.ts';
import type { Senders } from '../senders/senders.ts';

/** Unknown fields are refused, not ignored. */
const StrictSendRequest = Type.Object(SendRequest.properties, { additionalProperties: false });

const WINDOW_MS = 60_000;
/** How many tokens are counted at once; the least recently used ones are dropped. */
const COUNTED = 10_000;

export interface SendDeps {
  readonly auth: Auth;
  readonly senders: Senders;
  /** Sends per token and minute; null: no limit. */
  readonly sendRate: number | null;
  readonly log: FastifyBaseLogger;
}

/** `POST /api/notifications`: a script sends a notification with one request. */
export function sendRoutes(app: Routes, { auth, senders, sendRate: rate, log }: SendDeps): void {
  const report = createRepeatedLog();

  void app.register(async (scope: Routes) => {
    await scope.register(rateLimit, { global: false, timeWindow: WINDOW_MS, store: rateStore(COUNTED) });
    const keyGenerator = (request: FastifyRequest) => String(auth.session(request).tokenId);
    const byToken = rate === null ? null : scope.createRateLimit({ max: rate, keyGenerator });

    async function limit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (byToken === null) return;
      const { tokenId } = auth.session(request);
      await bound(byToken, request, reply, {
        message: `A token may send ${rate} notifications a minute; try again later.`,
        onExceeded: () =>
          report(`token ${tokenId}`, (repeated) =>
            log.warn({ token_id: tokenId, ...(repeated > 0 && { repeated }) }, 'too many sends'),
          ),
      });
    }

    scope.post(
      '/api/notifications',
      {
        onRequest: [auth.requires('send', 'admin'), limit],
        schema: {
          headers: IdempotencyHeaders,
          body: StrictSendRequest,
          response: { 200: SendAnswer, 201: SendAnswer, 202: ScheduledAnswer, ...errors },
        },
      },
      async (request, reply) => {
        const { outcome, answer } = await senders.send(
          auth.session(request),
          request.body,
          keyOf(request.headers),
        );
        if (outcome === 'replayed') reply.header(REPLAYED_HEADER, 'true');
        if ('scheduled' in answer) return reply.code(202).send(answer);
        return reply.code(outcome === 'created' ? 201 : 200).send(answer);
      },
    );
  });
}
