import Type from 'typebox';
import {
  ActionAnswer,
  ActionRequest,
  Batches,
  CountAnswer,
  CountQuery,
  ListPage,
  ListQuery,
  SyncPage,
  SyncQuery,
  UndoAnswer,
  UndoRequest,
} from '#server/inbox';
import { NotificationId } from '#server/notification';
import { RunAnswer, RunRequest } from '#server/run';
import { ReplyAnswer, ReplyRequest } from '#server/source';
import { type Auth, errors, IdempotencyHeaders, keyOf, type Routes, refuseKey } from '../http/http.ts';
import type { Inbox } from '../inbox/inbox.ts';
import { keyedRequest } from '../inbox/inbox.ts';

const Params = Type.Object({ id: NotificationId });

export interface InboxDeps {
  readonly auth: Auth;
  readonly inbox: Inbox;
}

/** Belfry's own surface: sync, list, actions and replies. */
export function inboxRoutes(app: Routes, { auth, inbox }: InboxDeps): void {
  const onRequest = auth.requires('inbox');

  app.get(
    '/api/inbox/sync',
    { onRequest, schema: { querystring: SyncQuery, response: { 200: SyncPage, ...errors } } },
    (request) => inbox.sync(auth.session(request).userId, request.query),
  );

  app.get(
    '/api/inbox',
    { onRequest, schema: { querystring: ListQuery, response: { 200: ListPage, ...errors } } },
    (request) => {
      const { userId } = auth.session(request);
      return request.query.q === undefined
        ? inbox.list(userId, request.query)
        : inbox.search(userId, request.query);
    },
  );

  app.get(
    '/api/inbox/count',
    { onRequest, schema: { querystring: CountQuery, response: { 200: CountAnswer, ...errors } } },
    (request) => inbox.count(auth.session(request).userId, request.query),
  );

  app.post(
    '/api/inbox/actions',
    {
      onRequest,
      schema: { body: ActionRequest, response: { 200: ActionAnswer, ...errors } },
    },
    (request) => {
      const { userId, device } = auth.session(request);
      return inbox.apply({ userId, request: request.body, device });
    },
  );

  app.post(
    '/api/inbox/undo',
    { onRequest, schema: { body: UndoRequest, response: { 200: UndoAnswer, ...errors } } },
    (request) => inbox.undo(auth.session(request).userId, request.body.batch),
  );

  app.get(
    '/api/inbox/batches',
    { onRequest, schema: { response: { 200: Batches, ...errors } } },
    async (request) => ({ batches: await inbox.batches(auth.session(request).userId) }),
  );

  app.post(
    '/api/inbox/:id/run',
    {
      // What runs or was done is not done again; what has failed is.
      onRequest: [onRequest, refuseKey],
      schema: { params: Params, body: RunRequest, response: { 200: RunAnswer, ...errors } },
    },
    (request) => inbox.run(auth.session(request).userId, request.params.id, request.body.action),
  );

  app.post(
    '/api/inbox/:id/reply',
    {
      onRequest,
      schema: {
        headers: IdempotencyHeaders,
        params: Params,
        body: ReplyRequest,
        response: { 200: ReplyAnswer, ...errors },
      },
    },
    async (request) => {
      const { params, body } = request;
      const { userId, tokenId } = auth.session(request);
      const keyed = keyedRequest(tokenId, keyOf(request.headers), { id: params.id, text: body.text });
      return { delta: await inbox.reply(userId, params.id, body.text, keyed) };
    },
  );
}
