import { RECEIPT_EVENTS, type ReceiptEvent } from '#server/receipt';

/** The seven kinds of https://pusher.com/docs/channels/server_api/webhooks/ */
export const CHANNEL_EVENTS = [
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'client_event',
  'cache_miss',
  'subscription_count',
] as const;

export const WEBHOOK_EVENTS = [...CHANNEL_EVENTS, ...RECEIPT_EVENTS] as const;
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** Something that happened in an app, in the form in which webhooks report it. `data` of a client event is the sent string. */
export type AppEvent =
  | Readonly<{ name: 'channel_occupied' | 'channel_vacated' | 'cache_miss'; channel: string }>
  | Readonly<{ name: 'member_added' | 'member_removed'; channel: string; user_id: string }>
  | Readonly<{
      name: 'client_event';
      channel: string;
      event: string;
      data: string;
      socket_id: string;
      user_id?: string;
    }>
  | Readonly<{ name: 'subscription_count'; channel: string; subscription_count: number }>
  | ReceiptEvent;

export type Webhook = Readonly<{
  url: string;
  events: readonly WebhookEventName[];
  /** Whether one request may carry several events. */
  batching: boolean;
}>;

/** A Pusher app: who may connect with its key, and what clients may do. */
export type RealtimeApp = Readonly<{
  /** Numeric, because the SDKs parse it as an integer. */
  id: string;
  key: string;
  secret: string;
  enabled: boolean;
  /** null: no limit. */
  maxConnections: number | null;
  /** Allowed `Origin` headers, as hosts with `*` for any label (Reverb's form). `['*']`: any origin, or none. */
  origins: readonly string[];
  clientEvents: boolean;
  userAuthentication: boolean;
  /** A connection that neither signs in nor joins an authorised channel within 30 s is closed with 4009. */
  authorizedConnections: boolean;
  subscriptionCount: boolean;
  /** Whether a Laravel notification published to a user's channel is stored in that user's inbox. */
  keepNotifications: boolean;
  webhooks: readonly Webhook[];
}>;

/** Looked up on every use, so that changes apply at once. */
export interface Apps {
  byId(id: string): RealtimeApp | undefined;
  byKey(key: string): RealtimeApp | undefined;
}

/** Apps that another process, such as the command line, may change. */
export interface ChangingApps extends Apps {
  /** Reads what another process has changed. Call it before a look-up that decides who may connect or publish. Never rejects. */
  refresh(): Promise<void>;
}
