import Type from 'typebox';
import { OutboxPage, OutboxQuery, OutboxReport, OutboxReported } from '#server/outbox';
import {
  INGEST_BODY_LIMIT,
  IngestAnswer,
  IngestRequest,
  SourceId,
  SourceRegistration,
  SourceRemoved,
  SourceState,
  SourceStates,
  SourceUnread,
} from '#server/source';
import { type Auth, errors, type Routes } from '../http/http.ts';
import type { Sources } from '../sources/sources.ts';

const Params = Type.Object({ id: SourceId });

export interface SourceDeps {
  readonly auth: Auth;
  readonly sources: Sources;
}

/** For the process that embeds the server: it brings notifications from sources, and takes actions back to them. */
export function sourceRoutes(app: Routes, { auth, sources }: SourceDeps): void {
  const onRequest = auth.requires('ingest');

  app.get(
    '/api/sources',
    { onRequest, schema: { response: { 200: SourceStates, ...errors } } },
    async (request) => ({ sources: await sources.all(auth.session(request).userId) }),
  );

  app.put(
    '/api/sources/:id',
    {
      onRequest,
      schema: { params: Params, body: SourceRegistration, response: { 200: SourceState, ...errors } },
    },
    (request) => sources.register(auth.session(request).userId, request.params.id, request.body),
  );

  app.get(
    '/api/sources/:id/unread',
    { onRequest, schema: { params: Params, response: { 200: SourceUnread, ...errors } } },
    (request) => sources.unread(auth.session(request).userId, request.params.id),
  );

  app.delete(
    '/api/sources/:id',
    { onRequest, schema: { params: Params, response: { 200: SourceRemoved, ...errors } } },
    async (request) => ({ delta: await sources.remove(auth.session(request).userId, request.params.id) }),
  );

  app.post(
    '/api/inbox/ingest',
    {
      onRequest,
      bodyLimit: INGEST_BODY_LIMIT,
      schema: { body: IngestRequest, response: { 200: IngestAnswer, ...errors } },
    },
    (request) => sources.ingest(auth.session(request).userId, request.body),
  );

  app.get(
    '/api/outbox',
    { onRequest, schema: { querystring: OutboxQuery, response: { 200: OutboxPage, ...errors } } },
    (request) => sources.outbox(auth.session(request).userId, request.query),
  );

  app.post(
    '/api/outbox/results',
    { onRequest, schema: { body: OutboxReport, response: { 200: OutboxReported, ...errors } } },
    async (request) => ({ delta: await sources.report(auth.session(request).userId, request.body) }),
  );
}
