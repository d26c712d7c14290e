import { ChannelAuthAnswer, ChannelAuthRequest, userChannel } from '#server/channel';
import { readFormBodies } from '../bodies.ts';
import { AppError } from '../errors.ts';
import { errors, type Gate, type Routes } from './route.ts';

/** Lets a socket into its user's own private channel. Stock clients post a form, some JSON. */
export function broadcastingRoutes(
  app: Routes,
  { gate, sign }: { gate: Gate; sign: (socketId: string, channel: string) => string },
): void {
  void app.register(async (scope: Routes) => {
    readFormBodies(scope);
    scope.post(
      '/broadcasting/auth',
      {
        onRequest: gate.needs('inbox'),
        schema: { body: ChannelAuthRequest, response: { 200: ChannelAuthAnswer, ...errors } },
      },
      (request) => {
        const { socket_id, channel_name } = request.body;
        if (channel_name !== userChannel(gate.session(request).userId)) {
          throw new AppError('channel_forbidden', 'This token may only listen to the channel of its owner.');
        }
        return { auth: sign(socket_id, channel_name) };
      },
    );
  });
}
