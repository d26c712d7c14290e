import Type, { type Static } from 'typebox';
import { Nullable } from './content.ts';
import { NotificationId, Timestamp } from './notification.ts';

const Ids = Type.Optional(Type.Array(NotificationId, { maxItems: 500 }));

/**
 * `POST /api/inbox/receipts`. `delivered`: a device has stored it. `seen`: it was on a screen, which implies delivered. Only the first
 * report of each counts, ids that are not in this inbox are ignored, and no revision changes.
 */
export const ReceiptsRequest = Type.Object({ delivered: Ids, seen: Ids }, { additionalProperties: false });
export type ReceiptsRequest = Readonly<Static<typeof ReceiptsRequest>>;

export const ReceiptsTaken = Type.Object({ success: Type.Literal(true) });

/**
 * `GET /api/notifications/{id}/receipts`, for its sender (ability `send`) and for `admin`. For folded sends, the first device's times.
 * `read_at` is current: null again once it is marked unread. `emergency`: null: it is none. Of an emergency that was sent to several, the first
 * who acknowledges it ends it for all.
 */
export const Receipts = Type.Object({
  id: NotificationId,
  user_id: Type.Integer(),
  delivered_at: Nullable(Timestamp),
  seen_at: Nullable(Timestamp),
  read_at: Nullable(Timestamp),
  emergency: Nullable(Type.Enum(['open', 'acknowledged', 'expired'])),
  acknowledged_at: Nullable(Timestamp),
  /** The name of the user who acknowledged it. */
  acknowledged_by: Nullable(Type.String()),
  /** Which of its `event` actions were chosen, oldest first; of folded sends, those of all. Absent: none. */
  choices: Type.Optional(
    Type.Array(Type.Object({ action: Type.String(), event: Type.String(), at: Timestamp })),
  ),
});
export type Receipts = Readonly<Static<typeof Receipts>>;

/** Receipts that webhooks of the default app report. */
export const RECEIPT_EVENTS = [
  'notification_delivered',
  'notification_seen',
  'notification_read',
  'notification_chosen',
] as const;

export type ReceiptEvent = Readonly<{
  name: (typeof RECEIPT_EVENTS)[number];
  notification_id: string;
  /** The id that its sender gave it. */
  external_id?: string;
  user_id: number;
  /** ISO 8601. */
  at: string;
  /** Of `notification_chosen`: id and `event` of the action. */
  action?: string;
  event?: string;
}>;
