import Type, { type Static } from 'typebox';
import { SentFields } from './content.ts';
import { Notification, NotificationId, Timestamp } from './notification.ts';
import { TIME } from './rules/content/parts.ts';

export const BODY_LIMIT = 64 * 1024;

/** How far ahead a send may be scheduled, in seconds. */
export const LONGEST_DELAY = 366 * 24 * 60 * 60;

/** How many users one request may send to. */
export const MOST_RECIPIENTS = 100;

const Recipient = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]{0,14}$' })]);

/** `POST /api/notifications`, with a token that has the ability `send`. */
export const SendRequest = Type.Object({
  /** User ids; default: the token's owner. Several get it in one transaction, or nobody does. */
  to: Type.Optional(
    Type.Union([...Recipient.anyOf, Type.Array(Recipient, { minItems: 1, maxItems: MOST_RECIPIENTS })]),
  ),
  /** Of an emergency to several users: whether the first who acknowledges it ends it for all (default), or each for himself. */
  ack: Type.Optional(Type.Enum(['first', 'each'])),
  ...SentFields,
  /** When it shall arrive: ISO 8601 with its zone. What is past, or less than a second ahead, is sent at once. */
  deliver_at: Type.Optional(Type.String({ maxLength: 40, pattern: TIME })),
  /** The same in seconds from now. Not together with `deliver_at`. */
  delay: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_DELAY })),
});
export type SendRequest = Readonly<Static<typeof SendRequest>>;

/** 201 for a new notification; 200 when it was folded into an unread one, or replayed by its `Idempotency-Key`. */
export const SendAnswer = Type.Object({
  notification: Notification,
  /** Of a send to several users: the notification of each. `notification` is the first of these. */
  recipients: Type.Optional(Type.Array(Type.Object({ user_id: Type.Integer(), id: NotificationId }))),
});
export type SendAnswer = Readonly<Static<typeof SendAnswer>>;

/** A send that waits for its time. `id`: the notification's, when it arrives and is not folded into another. */
export const Scheduled = Type.Object({ id: NotificationId, deliver_at: Timestamp });
export type Scheduled = Readonly<Static<typeof Scheduled>>;

/** 202 for a send that arrives later. */
export const ScheduledAnswer = Type.Object({ scheduled: Scheduled });
export type ScheduledAnswer = Readonly<Static<typeof ScheduledAnswer>>;

export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const REPLAYED_HEADER = 'idempotent-replayed';
