import Type, { type Static, type TSchema } from 'typebox';
import { ExactNumber } from './exact-json.ts';

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** UUIDv7. Nothing is to be read out of it: the order of lists is that of `surfaced_at`. */
export const NotificationId = Type.String({ minLength: 1, maxLength: 64 });

/** A JSON object of any fields. To a schema, a number that is kept as its text looks like an empty one. */
export const Data = Type.Refine(
  Type.Record(Type.String(), Type.Unknown()),
  (data) => !(data instanceof ExactNumber),
  () => 'must be object',
);

/** A count that rises by one with each change of a user's inbox. */
export const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** 1 (lowest) to 5 (critical); 3 is normal. */
export const Priority = Type.Integer({ minimum: 1, maximum: 5 });

/** ISO 8601 in UTC with microseconds, as Laravel writes it: `2026-11-22T10:02:00.000000Z`. */
export const Timestamp = Type.String();

/**
 * How a reader may answer, done by the reader's computer. `http`: `POST url` with JSON `{notification_id, text}`; `event`: a
 * client event (`client-…`) on a channel of the notification's source, with the same data and an `id`. Either may come twice,
 * with the same `Idempotency-Key` or `id`.
 */
export const Reply = Type.Union([
  Type.Object(
    { via: Type.Literal('http'), url: Type.String({ maxLength: 2_000, pattern: '^https?://' }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      via: Type.Literal('event'),
      channel: Type.String({ minLength: 1, maxLength: 200, pattern: '^(private|presence)-' }),
      event: Type.String({ minLength: 8, maxLength: 200, pattern: '^client-' }),
    },
    { additionalProperties: false },
  ),
]);
export type Reply = Readonly<Static<typeof Reply>>;

/** An action on a row that its source has not confirmed. `refused`: it never will; what was done here is undone. */
export const Upstream = Type.Object({
  state: Type.Enum(['pending', 'refused']),
  action: Type.Enum(['read', 'unread', 'archive', 'unarchive', 'delete', 'reply']),
  /** Why it was refused, in words for its user. */
  reason: Nullable(Type.String()),
  /** Of a reply: what was written, so that it can be sent again. */
  text: Type.Optional(Type.String()),
});
export type Upstream = Readonly<Static<typeof Upstream>>;

/** Longest `data` of what was collected from a source, in bytes of JSON; a send has no more room for it either. */
export const DATA_LIMIT = 64 * 1024;

export const Notification = Type.Object({
  id: NotificationId,
  /** The upstream it came from; `local` is this server itself. */
  source: Type.String(),
  type: Type.String(),
  title: Type.String(),
  message: Type.String(),
  url: Nullable(Type.String()),
  icon: Nullable(Type.String()),
  priority: Priority,
  /** Notifications of one group replace each other on the screen. */
  group_key: Nullable(Type.String()),
  /** While one with this key is unread, another send folds into it. */
  dedupe_key: Nullable(Type.String()),
  /** How many sends are folded into this one. */
  occurrences: Type.Integer({ minimum: 1 }),
  data: Data,
  /** Its source sent more than is kept: the words are here, `data` and what else was too much is not. */
  trimmed: Type.Optional(Type.Literal(true)),
  reply: Nullable(Reply),
  /** null: its source knows all that was done with it, or there is none to tell. */
  upstream: Nullable(Upstream),
  /** Revision of the last change. */
  revision: Revision,
  /** Revision at which it arrived; never changes. */
  created_revision: Revision,
  /** When it was sent, in its source's words; at most when it was received. */
  created_at: Timestamp,
  /** When this server received it. Servers of before do not say so. */
  received_at: Type.Optional(Timestamp),
  /** Its place in every list, newest first. Servers of before do not say so: there it is `created_at`. */
  surfaced_at: Type.Optional(Timestamp),
  updated_at: Timestamp,
  read_at: Nullable(Timestamp),
  archived_at: Nullable(Timestamp),
});
export type Notification = Readonly<Static<typeof Notification>>;

/** What remains of a deleted notification, for 30 days. */
export const Tombstone = Type.Object({
  id: NotificationId,
  revision: Revision,
  deleted: Type.Literal(true),
});
export type Tombstone = Readonly<Static<typeof Tombstone>>;

export const Change = Type.Union([Tombstone, Notification]);
export type Change = Notification | Tombstone;
