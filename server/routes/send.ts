import Type from 'typebox';
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER, SendAnswer, SendRequest } from '#server/send';
import type { Senders } from '../senders/senders.ts';
import { errors, type Gate, type Routes } from './route.ts';

/** A field that is not built yet is refused, not ignored. */
const StrictSendRequest = Type.Object(SendRequest.properties, { additionalProperties: false });
const SendHeaders = Type.Object({
  [IDEMPOTENCY_HEADER]: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});

/** `POST /api/notifications`: the one line by which a script gets in front of somebody. */
export function sendRoutes(app: Routes, { gate, senders }: { gate: Gate; senders: Senders }): void {
  app.post(
    '/api/notifications',
    {
      onRequest: gate.needs('send', 'admin'),
      schema: {
        headers: SendHeaders,
        body: StrictSendRequest,
        response: { 200: SendAnswer, 201: SendAnswer, ...errors },
      },
    },
    async (request, reply) => {
      const key = request.headers[IDEMPOTENCY_HEADER] ?? null;
      const { outcome, notification } = await senders.send(gate.session(request), request.body, key);
      if (outcome === 'replayed') reply.header(REPLAYED_HEADER, 'true');
      return reply.code(outcome === 'created' ? 201 : 200).send({ notification });
    },
  );
}
