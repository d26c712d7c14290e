import { ChannelAuthAnswer, ChannelAuthRequest, UserAuthAnswer, UserAuthRequest } from '#server/channel';
import type { Authorisers } from '../broadcasting/broadcasting.ts';
import { AppError } from '../errors.ts';
import { type Auth, errors, type Routes, readFormBodies } from '../http/http.ts';

export interface BroadcastingDeps {
  readonly auth: Auth;
  readonly authorisers: Authorisers;
  /** Binds a socket's subscription to the token that allowed it, so that it ends with the token. null: the socket's sign-in. */
  readonly bindToken: (socketId: string, tokenId: number, channel: string | null) => void;
}

/** Signs a socket's subscriptions and its sign-in. Stock clients post forms, some post JSON. */
export function broadcastingRoutes(app: Routes, { auth, authorisers, bindToken }: BroadcastingDeps): void {
  const onRequest = auth.requires('inbox');
  void app.register(async (scope: Routes) => {
    readFormBodies(scope);

    scope.post(
      '/broadcasting/auth',
      { onRequest, schema: { body: ChannelAuthRequest, response: { 200: ChannelAuthAnswer, ...errors } } },
      async (request) => {
        const { socket_id, channel_name } = request.body;
        const { userId, tokenId } = auth.session(request);
        const answer = await authorisers.channel(userId, socket_id, channel_name);
        if (answer === null) {
          throw new AppError('channel_forbidden', 'The owner of this token may not listen to this channel.');
        }
        bindToken(socket_id, tokenId, channel_name);
        return answer;
      },
    );

    scope.post(
      '/broadcasting/user-auth',
      { onRequest, schema: { body: UserAuthRequest, response: { 200: UserAuthAnswer, ...errors } } },
      async (request) => {
        const { userId, tokenId } = auth.session(request);
        const answer = await authorisers.user(userId, request.body.socket_id);
        if (answer === null) throw new AppError('channel_forbidden', 'The owner of this token is gone.');
        bindToken(request.body.socket_id, tokenId, null);
        return answer;
      },
    );
  });
}
