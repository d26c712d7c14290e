/** Rows of accounts, apps, receipts and webhooks. */

/** A user's sign-in data. */
export type AccountRow = Readonly<{
  id: number;
  name: string;
  /** In lower case. */
  email: string | null;
  /** The password's hash; null: no sign-in by password. */
  password: string | null;
  disabled_at: number | null;
  created_at: number;
}>;

/** `abilities`: names separated by spaces. `hash`: SHA-256 of the secret, hex. */
export type TokenRow = Readonly<{
  id: number;
  user_id: number;
  name: string;
  hash: string;
  abilities: string;
}>;

/** A token as administrators see it, without its hash. */
export type ListedToken = Readonly<{ id: number; name: string; abilities: string; created_at: number }>;

/** `settings` is JSON of `AppSettings`. */
export type AppRow = Readonly<{ id: string; key: string; secret: string; settings: string }>;

/** What a user can be a member of. */
export const MEMBERSHIP_KINDS = ['team', 'document', 'chat'] as const;
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number];
export type MembershipRow = Readonly<{ user_id: number; kind: MembershipKind; object_id: string }>;

/** An answered request; `answer` is the JSON of its body. */
export type AnsweredRow = Readonly<{ request_hash: string; answer: string }>;

/** Who sent it, and how far it has come. */
export type ReceiptRow = Readonly<{
  id: string;
  user_id: number;
  delivered_at: number | null;
  seen_at: number | null;
  read_at: number | null;
  emergency: string | null;
  insists_until: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
}>;

/** An `event` action that its reader has chosen. */
export type ChoiceRow = Readonly<{ action: string; event: string; at: number }>;
export type NewChoice = ChoiceRow & Readonly<{ id: string }>;

/** The ids by which webhooks name a notification. */
export type NotificationIds = Readonly<{ id: string; external_id: string | null }>;

/** Why the last attempt failed. `status`: the answer was not 2xx. */
export type DeliveryError = 'status' | 'timeout' | 'unreachable' | 'expired' | 'not_configured';

/** `events` is JSON: how many of each kind. */
export type LoggedDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  events: string;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  created_at: number;
  next_at: number | null;
  last_status: number | null;
  last_error: DeliveryError | null;
}>;

/** A delivery that must still be made. */
export type DueDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

export type NewDelivery = Readonly<{
  appId: string;
  url: string;
  body: string;
  events: string;
  now: number;
}>;
