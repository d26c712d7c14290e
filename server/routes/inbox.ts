import Type from 'typebox';
import {
  ActionAnswer,
  ActionOnIds,
  ActionOnView,
  ListPage,
  ListQuery,
  SyncPage,
  SyncQuery,
} from '#server/inbox';
import type { Inbox } from '../inbox/inbox.ts';
import { errors, type Gate, type Routes } from './route.ts';

/** Belfry's own surface: sync, list and actions. */
export function inboxRoutes(app: Routes, { gate, inbox }: { gate: Gate; inbox: Inbox }): void {
  const onRequest = gate.needs('inbox');

  app.get(
    '/api/inbox/sync',
    { onRequest, schema: { querystring: SyncQuery, response: { 200: SyncPage, ...errors } } },
    (request) => inbox.sync(gate.session(request).userId, request.query),
  );

  app.get(
    '/api/inbox',
    { onRequest, schema: { querystring: ListQuery, response: { 200: ListPage, ...errors } } },
    (request) => inbox.list(gate.session(request).userId, request.query),
  );

  app.post(
    '/api/inbox/actions',
    {
      onRequest,
      schema: { body: Type.Union([ActionOnIds, ActionOnView]), response: { 200: ActionAnswer, ...errors } },
    },
    async (request) => ({
      delta: await inbox.apply({ userId: gate.session(request).userId, request: request.body }),
    }),
  );
}
