import type { Routes } from '../http/http.ts';
import { type BroadcastingDeps, broadcastingRoutes } from './broadcasting-routes.ts';
import { type DecisionDeps, decisionRoutes } from './decision-routes.ts';
import { type HealthDeps, healthRoutes } from './health-routes.ts';
import { type InboxDeps, inboxRoutes } from './inbox-routes.ts';
import { type PusherDeps, registerPusherApi } from './pusher/pusher.ts';
import { type ReceiptDeps, receiptRoutes } from './receipt-routes.ts';
import { type SendDeps, sendRoutes } from './send-routes.ts';
import { type SessionDeps, sessionRoutes } from './session-routes.ts';
import { type SourceDeps, sourceRoutes } from './source-routes.ts';
import { type WebhookDeps, webhookRoutes } from './webhook-routes.ts';

export type RouteDeps = BroadcastingDeps &
  DecisionDeps &
  HealthDeps &
  InboxDeps &
  ReceiptDeps &
  SendDeps &
  SourceDeps &
  WebhookDeps &
  Omit<SessionDeps, 'home' | 'disconnectRevoked'> &
  Readonly<{
    session: Pick<SessionDeps, 'home' | 'disconnectRevoked'>;
    /** The signed API for the Pusher SDKs. */
    pusher: Omit<PusherDeps, 'log'>;
  }>;

/** Belfry's own surface, and the signed HTTP API of a Pusher server. */
export function registerRoutes(app: Routes, deps: RouteDeps): void {
  healthRoutes(app, deps);
  inboxRoutes(app, deps);
  decisionRoutes(app, deps);
  sourceRoutes(app, deps);
  receiptRoutes(app, deps);
  sessionRoutes(app, { ...deps, ...deps.session });
  webhookRoutes(app, deps);
  registerPusherApi(app, { ...deps.pusher, log: deps.log });
  // A registered scope loads after CORS, so that pages of allowed origins can read these answers.
  void app.register(async (scope: Routes) => {
    sendRoutes(scope, deps);
    broadcastingRoutes(scope, deps);
  });
}
