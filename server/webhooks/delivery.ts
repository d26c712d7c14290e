import Type, { type Static } from 'typebox';
import { Nullable } from '#server/content';
import { Timestamp } from '#server/notification';
import { timestamp } from '#server/rules/time';
import { maskedWebhookUrl } from '../apps/apps.ts';
import type { LoggedDelivery } from '../storage/storage.ts';

/** One request to a webhook, as administrators see it. */
export const Delivery = Type.Object({
  id: Type.Integer(),
  app_id: Type.String(),
  url: Type.String(),
  /** How many of each kind of event. */
  events: Type.Record(Type.String(), Type.Integer()),
  state: Type.Enum(['pending', 'delivered', 'failed']),
  attempts: Type.Integer(),
  created_at: Timestamp,
  /** Time of the next attempt. */
  next_at: Nullable(Timestamp),
  /** Status of the last attempt; null when nothing answered. */
  last_status: Nullable(Type.Integer()),
  last_error: Nullable(Type.Enum(['status', 'timeout', 'unreachable', 'expired', 'not_configured'])),
});
type Delivery = Readonly<Static<typeof Delivery>>;

export const toDelivery = (row: LoggedDelivery): Delivery => ({
  ...row,
  url: maskedWebhookUrl(row.url),
  events: JSON.parse(row.events) as Record<string, number>,
  created_at: timestamp(row.created_at),
  next_at: row.next_at === null ? null : timestamp(row.next_at),
});
