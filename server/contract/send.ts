import Type, { type Static } from 'typebox';
import { Data, Notification, Priority, Reply } from './notification.ts';

export const BODY_LIMIT = 64 * 1024;

/** `POST /api/notifications`, with a token that has the ability `send`. */
export const SendRequest = Type.Object({
  /** User id; default: the token's owner. */
  to: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]{0,14}$' })]),
  ),
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  title: Type.String({ minLength: 1, maxLength: 500 }),
  message: Type.Optional(Type.String({ maxLength: 32_000 })),
  data: Type.Optional(Data),
  /** Opened when the notification is clicked: http, https or mailto. */
  url: Type.Optional(Type.String({ maxLength: 2_000, pattern: '^(https?://|mailto:)' })),
  /** An http(s) picture. */
  icon: Type.Optional(Type.String({ maxLength: 2_000, pattern: '^https?://' })),
  priority: Type.Optional(Priority),
  group_key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  dedupe_key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  reply: Type.Optional(Reply),
});
export type SendRequest = Readonly<Static<typeof SendRequest>>;

/** 201 for a new one; 200 where it was folded into an unread one, or replayed by its `Idempotency-Key`. */
export const SendAnswer = Type.Object({ notification: Notification });
export type SendAnswer = Readonly<Static<typeof SendAnswer>>;

export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const REPLAYED_HEADER = 'idempotent-replayed';
