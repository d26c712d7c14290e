import Type from 'typebox';
import type { RealtimeApp } from '../../apps/apps.ts';
import type { StoreNotification } from '../../dialects/dialects.ts';
import { AppError } from '../../errors.ts';
import { errors, type Routes } from '../../http/http.ts';
import type { AppState, AppStates } from '../../realtime/realtime.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { userOf } from './channel-names.ts';
import { type Publication, readBatch, readChannelEvent, readEvent } from './events.ts';
import { bodyOf, type PusherAuth } from './pusher-auth.ts';

export interface PublishDeps {
  readonly auth: PusherAuth;
  readonly appStates: AppStates;
  readonly storeNotification: StoreNotification;
}

/** JSON may escape each byte of the data as six. */
const BODY_LIMITS = { one: 128 * 1024, batch: 1024 * 1024 } as const;

/** Empty when no attributes were requested. */
const Answer = Type.Object({
  channels: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  batch: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
});
const response = { 200: Answer, ...errors };

/** An event on one of the channels that it is published to. */
type Delivery = Readonly<{ channel: string; publication: Publication }>;

const deliveriesOf = (publication: Publication): readonly Delivery[] =>
  publication.channels.map((channel) => ({ channel, publication }));

function deliver(appState: AppState, { channel, publication: { name, data, except } }: Delivery): void {
  const user = userOf(channel);
  if (user === null) appState.publish(channel, name, data, except);
  else appState.sendToUser(user, name, data);
}

const describe = (appState: AppState, { channel, publication: { info } }: Delivery): Attributes =>
  attributesOf(appState, channel, appState.channel(channel), info);

export function publishRoutes(scope: Routes, { auth, appStates, storeNotification }: PublishDeps): void {
  /** Stores all in one transaction before any is relayed. When that fails, the sender sends all of them again. */
  async function storeAll(app: RealtimeApp, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
    try {
      const outcomes = await Promise.all(
        deliveries.map(({ channel, publication: { name, data } }) =>
          storeNotification(app, { channel, name, data }),
        ),
      );
      return deliveries.filter((_delivery, index) => outcomes[index] !== 'known');
    } catch (cause) {
      throw new AppError('storage_failed', 'a notification could not be stored', { cause });
    }
  }

  async function publish(app: RealtimeApp, deliveries: readonly Delivery[]): Promise<AppState> {
    const due = await storeAll(app, deliveries);
    const appState = appStates.get(app);
    for (const delivery of due) deliver(appState, delivery);
    return appState;
  }

  async function publishOne(app: RealtimeApp, publication: Publication): Promise<Record<string, unknown>> {
    const deliveries = deliveriesOf(publication);
    const appState = await publish(app, deliveries);
    if (publication.info.length === 0) return {};
    // Not by assignment: `__proto__` is a channel name like any other.
    return { channels: Object.fromEntries(deliveries.map((one) => [one.channel, describe(appState, one)])) };
  }

  scope.post('/apps/:id/events', { bodyLimit: BODY_LIMITS.one, schema: { response } }, (request) =>
    publishOne(auth.caller(request).app, readEvent(bodyOf(request))),
  );

  scope.post(
    '/apps/:id/batch_events',
    { bodyLimit: BODY_LIMITS.batch, schema: { response } },
    async (request) => {
      const deliveries = readBatch(bodyOf(request)).flatMap(deliveriesOf);
      const appState = await publish(auth.caller(request).app, deliveries);
      if (deliveries.every(({ publication }) => publication.info.length === 0)) return {};
      return { batch: deliveries.map((one) => describe(appState, one)) };
    },
  );

  /** Deprecated; old libraries still call it. */
  scope.post<{ Params: { name: string } }>(
    '/apps/:id/channels/:name/events',
    { bodyLimit: BODY_LIMITS.one, schema: { response } },
    (request) => {
      const { app, query } = auth.caller(request);
      return publishOne(app, readChannelEvent(request.params.name, query, bodyOf(request)));
    },
  );
}
