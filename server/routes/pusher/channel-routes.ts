import { setImmediate } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { errors, type Routes } from '../../http/http.ts';
import type { AppStates } from '../../realtime/realtime.ts';
import { type Attribute, attributesOf, hasAttribute, readInfo } from './attributes.ts';
import { checkChannelName, isPresence, userOf } from './channel-names.ts';
import type { PusherAuth } from './pusher-auth.ts';

export interface ChannelDeps {
  readonly auth: PusherAuth;
  readonly appStates: AppStates;
}

const Attributes = Type.Record(Type.String(), Type.Unknown());
const Channels = Type.Object({ channels: Type.Record(Type.String(), Attributes) });
const Channel = Type.Object({ occupied: Type.Boolean() });
const Users = Type.Object({ users: Type.Array(Type.Object({ id: Type.String() })) });
const Connections = Type.Object({ connections: Type.Integer() });

/** How many channels are written in one turn of the event loop. */
const SLICE = 1_000;
const JSON_TYPE = 'application/json; charset=utf-8';

type ByName = { Params: { name: string } };

const refuseAttribute = (attribute: Attribute): AppError =>
  new AppError('bad_request', `These channels have no ${attribute}.`);

export function channelRoutes(scope: Routes, { auth, appStates }: ChannelDeps): void {
  scope.get(
    '/apps/:id/channels',
    { schema: { response: { 200: Channels, ...errors } } },
    async (request, reply) => {
      const { app, query } = auth.caller(request);
      const prefix = query.get('filter_by_prefix') ?? '';
      const wanted = readInfo(query.get('info'));
      if (wanted.includes('user_count') && !isPresence(prefix)) throw refuseAttribute('user_count');
      const appState = appStates.get(app);
      // By name, because a channel that empties and fills meanwhile is visited twice.
      const rows = new Map<string, string>();
      let met = 0;
      for (const channel of appState.channels(prefix)) {
        const { name } = channel;
        if (userOf(name) !== null) continue;
        rows.set(
          name,
          `${JSON.stringify(name)}:${JSON.stringify(attributesOf(appState, name, channel, wanted))}`,
        );
        met += 1;
        // There may be a hundred thousand channels, and sockets must not wait.
        if (met % SLICE === 0) await setImmediate();
      }
      const text = `{"channels":{${[...rows.values()].join(',')}}}`;
      // The text is ready; the object sent here only satisfies the schema.
      return reply
        .type(JSON_TYPE)
        .serializer(() => text)
        .send({ channels: {} });
    },
  );

  function describe(request: FastifyRequest<ByName>) {
    const { app, query } = auth.caller(request);
    const name = checkChannelName(request.params.name);
    const wanted = readInfo(query.get('info'));
    const unknown = wanted.find((attribute) => !hasAttribute(name, attribute));
    if (unknown !== undefined) throw refuseAttribute(unknown);
    const appState = appStates.get(app);
    const channel = appState.channel(name);
    return { occupied: channel !== null, ...attributesOf(appState, name, channel, wanted) };
  }

  const schema = { response: { 200: Channel, ...errors } };
  scope.get<ByName>('/apps/:id/channels/:name', { schema }, describe);
  /** Deprecated; old libraries still call it. */
  scope.get<ByName>('/apps/:id/channels/:name/stats', { schema }, describe);

  scope.get<ByName>(
    '/apps/:id/channels/:name/users',
    { schema: { response: { 200: Users, ...errors } } },
    (request) => {
      const { app } = auth.caller(request);
      const name = checkChannelName(request.params.name);
      if (!isPresence(name)) throw new AppError('bad_request', 'Only presence channels have users.');
      return {
        users: appStates
          .get(app)
          .users(name)
          .map((id) => ({ id })),
      };
    },
  );

  /** An extension of Reverb. */
  scope.get(
    '/apps/:id/connections',
    { schema: { response: { 200: Connections, ...errors } } },
    (request) => ({ connections: appStates.get(auth.caller(request).app).connections }),
  );

  scope.post<{ Params: { user: string } }>(
    '/apps/:id/users/:user/terminate_connections',
    { schema: { response: { 200: Type.Object({}), ...errors } } },
    (request) => {
      appStates.get(auth.caller(request).app).terminateUser(request.params.user);
      return {};
    },
  );
}
