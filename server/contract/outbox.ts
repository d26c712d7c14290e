import Type, { type Static } from 'typebox';
import { Nullable, Reply } from './content.ts';
import { Delta } from './inbox.ts';
import { NotificationId, Refusal, Revision, Timestamp } from './notification.ts';
import { Pressed } from './run.ts';
import { UpstreamAction } from './source.ts';

/** An action to deliver to its source. Its `id` is a UUID, so that the source can recognise a retry. */
export const OutboxEntry = Type.Object({
  id: Type.String(),
  /** `local` for replies to what was sent to this server itself, `requests` for every `request`. */
  source: Type.String(),
  notification_id: NotificationId,
  external_id: Nullable(Type.String()),
  action: UpstreamAction,
  /** Of a snooze: when it ends. */
  until: Type.Optional(Timestamp),
  reply: Nullable(Type.Object({ to: Reply, text: Type.String() })),
  /** The action of a `choose` or a `request`, as it was pressed. */
  pressed: Type.Optional(Pressed),
  /** How many attempts have failed. */
  attempts: Type.Integer({ minimum: 0 }),
});
export type OutboxEntry = Readonly<Static<typeof OutboxEntry>>;

/**
 * `GET /api/outbox?source=&limit=`: the due entries, oldest first. A Laravel app, which gets each by itself, gets replies first and then
 * the newest, because its user looks at those. `next_at` is when the next entry becomes due.
 */
export const OutboxQuery = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 64 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { additionalProperties: false },
);
export type OutboxQuery = Readonly<Static<typeof OutboxQuery>>;
export const OutboxPage = Type.Object({ entries: Type.Array(OutboxEntry), next_at: Nullable(Timestamp) });
export type OutboxPage = Readonly<Static<typeof OutboxPage>>;

/**
 * How telling the source went. `done`: it knows. `retry`: again after a pause that grows, or after `after_ms` if that is
 * longer. `later`: it has not been tried, or came too soon; again after `after_ms`, and that is no failure. `refused`: for good;
 * the action is undone here, and the row says why.
 */
export const OutboxResult = Type.Union([
  Type.Object(
    {
      id: Type.String(),
      outcome: Type.Literal('done'),
      /** The source's revision from which on this holds, where it says so. */
      revision: Type.Optional(Revision),
      /** The source no longer has the notification: its sender has withdrawn it. */
      gone: Type.Optional(Type.Literal(true)),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      id: Type.String(),
      outcome: Type.Literal('retry'),
      after_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 60 * 60 * 1_000 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      id: Type.String(),
      outcome: Type.Literal('later'),
      after_ms: Type.Integer({ minimum: 1, maximum: 24 * 60 * 60 * 1_000 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { id: Type.String(), outcome: Type.Literal('refused'), reason: Refusal },
    { additionalProperties: false },
  ),
]);
export type OutboxResult = Readonly<Static<typeof OutboxResult>>;

/** `POST /api/outbox/results`. Entries that no longer exist are ignored. */
export const OutboxReport = Type.Object(
  { results: Type.Array(OutboxResult, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
export type OutboxReport = Readonly<Static<typeof OutboxReport>>;
export const OutboxReported = Type.Object({ delta: Delta });
