import Type, { type Static } from 'typebox';
import { type Auth, errors, type Routes } from '../http/http.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { Delivery, toDelivery } from '../webhooks/webhooks.ts';

const PAGE_SIZE = 100;

const Query = Type.Object(
  {
    app_id: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);

const Answer = Type.Object({ deliveries: Type.Array(Delivery) });

export interface WebhookDeps {
  readonly auth: Auth;
  readonly webhooks: Pick<Webhooks, 'log'>;
}

/** The log of webhook deliveries, for administrators. */
export function webhookRoutes(app: Routes, deps: WebhookDeps): void {
  const { auth, webhooks } = deps;

  app.get(
    '/api/webhooks/deliveries',
    {
      onRequest: auth.requires('admin'),
      schema: { querystring: Query, response: { 200: Answer, ...errors } },
    },
    async (request): Promise<Static<typeof Answer>> => {
      const { app_id = null, limit = PAGE_SIZE } = request.query;
      return { deliveries: (await webhooks.log(app_id, limit)).map(toDelivery) };
    },
  );
}
