import Type, { type Static } from 'typebox';
import { Nullable, Timestamp } from '#server/notification';
import { timestamp } from '../inbox/wire.ts';
import type { Webhooks } from '../realtime/webhooks/webhooks.ts';
import { errors, type Gate, type Routes } from './route.ts';

const PAGE_SIZE = 100;

const Query = Type.Object(
  {
    app_id: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);

const Delivery = Type.Object({
  id: Type.Integer(),
  app_id: Type.String(),
  url: Type.String(),
  /** How many of each kind of event. */
  events: Type.Record(Type.String(), Type.Integer()),
  state: Type.Enum(['pending', 'delivered', 'failed']),
  attempts: Type.Integer(),
  created_at: Timestamp,
  /** Of the next attempt. */
  next_at: Nullable(Timestamp),
  /** Of the last attempt; null when nothing answered. */
  last_status: Nullable(Type.Integer()),
  last_error: Nullable(Type.Enum(['status', 'timeout', 'unreachable', 'expired', 'not_configured'])),
});
const Answer = Type.Object({ deliveries: Type.Array(Delivery) });

/** The admin's view of what webhooks were told. */
export function webhookRoutes(app: Routes, deps: { gate: Gate; webhooks: Pick<Webhooks, 'log'> }): void {
  const { gate, webhooks } = deps;

  app.get(
    '/api/webhooks/deliveries',
    { onRequest: gate.needs('admin'), schema: { querystring: Query, response: { 200: Answer, ...errors } } },
    (request): Static<typeof Answer> => {
      const { app_id = null, limit = PAGE_SIZE } = request.query;
      const deliveries = webhooks.log(app_id, limit).map((row) => ({
        ...row,
        events: JSON.parse(row.events) as Record<string, number>,
        created_at: timestamp(row.created_at),
        next_at: row.next_at === null ? null : timestamp(row.next_at),
      }));
      return { deliveries };
    },
  );
}
