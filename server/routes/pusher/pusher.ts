import type { FastifyError } from 'fastify';
import type { StoreNotification } from '../../dialects/dialects.ts';
import { AppError } from '../../errors.ts';
import { answerError, type Routes } from '../../http/http.ts';
import type { AppStates } from '../../realtime/realtime.ts';
import { channelRoutes } from './channel-routes.ts';
import { publishRoutes } from './publish-routes.ts';
import { createPusherAuth, type PusherAuthDeps } from './pusher-auth.ts';

export interface PusherDeps extends PusherAuthDeps {
  readonly appStates: AppStates;
  /**
   * Stores an event that is a notification for a user's inbox, and resolves once it is on disk. Only then is it relayed. When this
   * rejects, the publisher gets 503 and nothing is relayed.
   */
  readonly storeNotification: StoreNotification;
}

/**
 * The signed HTTP API of a Pusher server, for the SDKs: https://pusher.com/docs/channels/library_auth_reference/rest-api/
 * Bodies are read as bytes, whatever their content type, because the signature covers the bytes.
 */
export function registerPusherApi(app: Routes, deps: PusherDeps): void {
  void app.register(async (scope: Routes) => {
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => {
      const tooLong = (error as Partial<FastifyError>).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
      answerError(
        tooLong ? new AppError('payload_too_large', 'The body is too long.') : error,
        request,
        reply,
      );
    });
    const auth = createPusherAuth(deps);
    auth.guard(scope);
    publishRoutes(scope, { auth, appStates: deps.appStates, storeNotification: deps.storeNotification });
    channelRoutes(scope, { auth, appStates: deps.appStates });
  });
}
