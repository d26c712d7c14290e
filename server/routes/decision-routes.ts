import Type from 'typebox';
import {
  DecisionsChanged,
  Mutes,
  Preview,
  PreviewRequest,
  RuleAnswer,
  RuleInput,
  RuleOrder,
  Rules,
  SavedFilterAnswer,
  SavedFilterId,
  SavedFilterInput,
  SavedFilters,
} from '#server/decisions';
import { ActionAnswer } from '#server/inbox';
import { REPLAYED_HEADER } from '#server/send';
import type { Decisions } from '../decisions/decisions.ts';
import { type Auth, errors, IdempotencyHeaders, keyOf, type Routes } from '../http/http.ts';
import { keyedRequest } from '../inbox/inbox.ts';

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const FilterParams = Type.Object({ id: SavedFilterId });

export interface DecisionDeps {
  readonly auth: Auth;
  readonly decisions: Decisions;
}

/** Rules, mutes and saved filters. Mutes are changed by actions. */
export function decisionRoutes(app: Routes, { auth, decisions }: DecisionDeps): void {
  const onRequest = auth.requires('inbox');
  const { rules, savedFilters } = decisions;

  app.get('/api/rules', { onRequest, schema: { response: { 200: Rules, ...errors } } }, (request) =>
    rules.all(auth.session(request).userId),
  );

  app.post(
    '/api/rules',
    {
      onRequest,
      schema: {
        headers: IdempotencyHeaders,
        body: RuleInput,
        response: { 200: RuleAnswer, 201: RuleAnswer, ...errors },
      },
    },
    async (request, reply) => {
      const { userId, tokenId } = auth.session(request);
      const keyed = keyedRequest(tokenId, keyOf(request.headers), { rule: request.body });
      const { isReplayed, ...answer } = await rules.add(userId, request.body, keyed);
      if (isReplayed) reply.header(REPLAYED_HEADER, 'true');
      return reply.code(isReplayed ? 200 : 201).send(answer);
    },
  );

  app.put(
    '/api/rules/order',
    { onRequest, schema: { body: RuleOrder, response: { 200: DecisionsChanged, ...errors } } },
    async (request) => ({ version: await rules.order(auth.session(request).userId, request.body.ids) }),
  );

  app.put(
    '/api/rules/:id',
    { onRequest, schema: { params: Params, body: RuleInput, response: { 200: RuleAnswer, ...errors } } },
    (request) => rules.replace(auth.session(request).userId, request.params.id, request.body),
  );

  app.delete(
    '/api/rules/:id',
    { onRequest, schema: { params: Params, response: { 200: DecisionsChanged, ...errors } } },
    async (request) => ({ version: await rules.remove(auth.session(request).userId, request.params.id) }),
  );

  app.post(
    '/api/rules/preview',
    { onRequest, schema: { body: PreviewRequest, response: { 200: Preview, ...errors } } },
    (request) => rules.preview(auth.session(request).userId, request.body.filter),
  );

  app.post(
    '/api/rules/:id/apply',
    { onRequest, schema: { params: Params, response: { 200: ActionAnswer, ...errors } } },
    (request) => {
      const { userId, device } = auth.session(request);
      return rules.apply(userId, request.params.id, device);
    },
  );

  app.get('/api/mutes', { onRequest, schema: { response: { 200: Mutes, ...errors } } }, (request) =>
    decisions.mutes(auth.session(request).userId),
  );

  app.get(
    '/api/inbox/filters',
    { onRequest, schema: { response: { 200: SavedFilters, ...errors } } },
    (request) => savedFilters.all(auth.session(request).userId),
  );

  app.put(
    '/api/inbox/filters/:id',
    {
      onRequest,
      schema: {
        params: FilterParams,
        body: SavedFilterInput,
        response: { 200: SavedFilterAnswer, ...errors },
      },
    },
    (request) => savedFilters.put(auth.session(request).userId, request.params.id, request.body),
  );

  app.delete(
    '/api/inbox/filters/:id',
    { onRequest, schema: { params: FilterParams, response: { 200: DecisionsChanged, ...errors } } },
    async (request) => ({
      version: await savedFilters.remove(auth.session(request).userId, request.params.id),
    }),
  );
}
