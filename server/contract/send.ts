import Type, { type Static } from 'typebox';
import { SentFields } from './content.ts';
import { Notification } from './notification.ts';

export const BODY_LIMIT = 64 * 1024;

/** `POST /api/notifications`, with a token that has the ability `send`. */
export const SendRequest = Type.Object({
  /** User id; default: the token's owner. */
  to: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]{0,14}$' })]),
  ),
  ...SentFields,
});
export type SendRequest = Readonly<Static<typeof SendRequest>>;

/** 201 for a new notification; 200 when it was folded into an unread one, or replayed by its `Idempotency-Key`. */
export const SendAnswer = Type.Object({ notification: Notification });
export type SendAnswer = Readonly<Static<typeof SendAnswer>>;

export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const REPLAYED_HEADER = 'idempotent-replayed';
