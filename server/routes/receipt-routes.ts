import Type from 'typebox';
import { NotificationId } from '#server/notification';
import { Receipts as ReceiptsAnswer, ReceiptsRequest, ReceiptsTaken } from '#server/receipt';
import { type Auth, errors, type Routes } from '../http/http.ts';
import type { Receipts } from '../inbox/inbox.ts';

const Params = Type.Object({ id: NotificationId });

export interface ReceiptDeps {
  readonly auth: Auth;
  readonly receipts: Pick<Receipts, 'report' | 'of'>;
}

/** Devices report what was delivered and seen; senders read it. */
export function receiptRoutes(app: Routes, { auth, receipts }: ReceiptDeps): void {
  app.post(
    '/api/inbox/receipts',
    {
      onRequest: auth.requires('inbox'),
      schema: { body: ReceiptsRequest, response: { 200: ReceiptsTaken, ...errors } },
    },
    async (request) => {
      await receipts.report(auth.session(request).userId, request.body);
      return { success: true } as const;
    },
  );

  app.get(
    '/api/notifications/:id/receipts',
    {
      onRequest: auth.requires('send', 'admin'),
      schema: { params: Params, response: { 200: ReceiptsAnswer, ...errors } },
    },
    (request) => receipts.of(auth.session(request), request.params.id),
  );
}
