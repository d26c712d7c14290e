import Type from 'typebox';
import type { RealtimeApp } from '../../apps/apps.ts';
import { AppError } from '../../errors.ts';
import { errors, type Routes } from '../../http/http.ts';
import type { Realm, Realms } from '../../realtime/realtime.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { userOf } from './channel-names.ts';
import { type Publication, readBatch, readChannelEvent, readEvent } from './events.ts';
import { bodyOf, type HttpApiGate } from './pusher-auth.ts';

/**
 * Stores what belongs into an inbox; resolves when it is on disk. `known`: it was stored, and so relayed, before; relayed
 * again it would ring twice.
 */
export type Keep = (
  app: RealtimeApp,
  event: Readonly<{ channel: string; name: string; data: string }>,
) => Promise<'passed' | 'kept' | 'known'>;

export interface PublishDeps {
  readonly gate: HttpApiGate;
  readonly realms: Realms;
  readonly keep: Keep;
}

/** JSON can write each byte of the data as six. */
const BODY_LIMITS = { one: 128 * 1024, batch: 1024 * 1024 } as const;

/** Empty where nothing was asked for. */
const Answer = Type.Object({
  channels: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  batch: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
});
const response = { 200: Answer, ...errors };

/** An event in one of the channels that it is published to. */
type Delivery = Readonly<{ channel: string; publication: Publication }>;

const deliveriesOf = (publication: Publication): readonly Delivery[] =>
  publication.channels.map((channel) => ({ channel, publication }));

function deliver(realm: Realm, { channel, publication: { name, data, except } }: Delivery): void {
  const user = userOf(channel);
  if (user === null) realm.publish(channel, name, data, except);
  else realm.sendToUser(user, name, data);
}

const describe = (realm: Realm, { channel, publication: { info } }: Delivery): Attributes =>
  attributesOf(realm, channel, realm.channel(channel), info);

export function publishRoutes(scope: Routes, { gate, realms, keep }: PublishDeps): void {
  /** All are kept, in one transaction, before any is relayed: what is refused here is sent again by its sender. */
  async function keepAll(app: RealtimeApp, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
    try {
      const kept = await Promise.all(
        deliveries.map(({ channel, publication: { name, data } }) => keep(app, { channel, name, data })),
      );
      return deliveries.filter((_delivery, index) => kept[index] !== 'known');
    } catch (cause) {
      throw new AppError('storage_failed', 'a notification could not be kept', { cause });
    }
  }

  async function publish(app: RealtimeApp, deliveries: readonly Delivery[]): Promise<Realm> {
    const due = await keepAll(app, deliveries);
    const realm = realms.get(app);
    for (const delivery of due) deliver(realm, delivery);
    return realm;
  }

  async function publishOne(app: RealtimeApp, publication: Publication): Promise<Record<string, unknown>> {
    const deliveries = deliveriesOf(publication);
    const realm = await publish(app, deliveries);
    if (publication.info.length === 0) return {};
    // Not by assignment: `__proto__` is a channel name like any other.
    return { channels: Object.fromEntries(deliveries.map((one) => [one.channel, describe(realm, one)])) };
  }

  scope.post('/apps/:id/events', { bodyLimit: BODY_LIMITS.one, schema: { response } }, (request) =>
    publishOne(gate.caller(request).app, readEvent(bodyOf(request))),
  );

  scope.post(
    '/apps/:id/batch_events',
    { bodyLimit: BODY_LIMITS.batch, schema: { response } },
    async (request) => {
      const deliveries = readBatch(bodyOf(request)).flatMap(deliveriesOf);
      const realm = await publish(gate.caller(request).app, deliveries);
      if (deliveries.every(({ publication }) => publication.info.length === 0)) return {};
      return { batch: deliveries.map((one) => describe(realm, one)) };
    },
  );

  /** Deprecated, and still called by old libraries. */
  scope.post<{ Params: { name: string } }>(
    '/apps/:id/channels/:name/events',
    { bodyLimit: BODY_LIMITS.one, schema: { response } },
    (request) => {
      const { app, query } = gate.caller(request);
      return publishOne(app, readChannelEvent(request.params.name, query, bodyOf(request)));
    },
  );
}
