import Type from 'typebox';
import { REPLAYED_HEADER, SendAnswer, SendRequest } from '#server/send';
import type { Senders } from '../senders/senders.ts';
import { errors, type Gate, IdempotencyHeaders, keyOf, type Routes } from './route.ts';

/** A field that is not built yet is refused, not ignored. */
const StrictSendRequest = Type.Object(SendRequest.properties, { additionalProperties: false });

/** `POST /api/notifications`: the one line by which a script gets in front of somebody. */
export function sendRoutes(app: Routes, { gate, senders }: { gate: Gate; senders: Senders }): void {
  app.post(
    '/api/notifications',
    {
      onRequest: gate.needs('send', 'admin'),
      schema: {
        headers: IdempotencyHeaders,
        body: StrictSendRequest,
        response: { 200: SendAnswer, 201: SendAnswer, ...errors },
      },
    },
    async (request, reply) => {
      const { outcome, notification } = await senders.send(
        gate.session(request),
        request.body,
        keyOf(request.headers),
      );
      if (outcome === 'replayed') reply.header(REPLAYED_HEADER, 'true');
      return reply.code(outcome === 'created' ? 201 : 200).send({ notification });
    },
  );
}
