import Type, { type Static } from 'typebox';
import { CollectedFields, Nullable, Phrases, Reply } from './content.ts';
import { Delta } from './inbox.ts';
import { NotificationId, Refusal, Revision, Timestamp } from './notification.ts';

/** An upstream of this inbox. `local` is the server itself and never one of these. */
export const SourceId = Type.String({ pattern: '^s-[a-z0-9]{1,32}$' });

/** `belfry`: a Belfry team server. `laravel`: a Laravel app's notifications. `channels`: events of a bare Pusher app. */
export const SourceKind = Type.Enum(['belfry', 'laravel', 'channels']);
export type SourceKind = Static<typeof SourceKind>;

/** What a source can be told. `delivered` and `seen` are receipts for the sender. */
export const UpstreamAction = Type.Enum([
  'read',
  'unread',
  'archive',
  'unarchive',
  'delete',
  'delivered',
  'seen',
  'reply',
]);
export type UpstreamAction = Static<typeof UpstreamAction>;

/** `PUT /api/sources/{id}`; idempotent. What the source cannot be told stays on this computer. */
export const SourceRegistration = Type.Object(
  { kind: SourceKind, actions: Type.Array(UpstreamAction, { uniqueItems: true, maxItems: 8 }) },
  { additionalProperties: false },
);
export type SourceRegistration = Readonly<Static<typeof SourceRegistration>>;

/** Where the reading of a source stands; only its adapter knows what it means. */
export const Cursor = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]), {
  maxProperties: 16,
});
export type Cursor = Readonly<Static<typeof Cursor>>;

export const SourceState = Type.Object({
  id: SourceId,
  kind: SourceKind,
  cursor: Nullable(Cursor),
  unread: Type.Integer({ minimum: 0 }),
  /** Actions that the source has not confirmed yet, receipts not counted. */
  pending: Type.Integer({ minimum: 0 }),
  /** How many of them say that something was read. */
  pending_reads: Type.Integer({ minimum: 0 }),
});
export type SourceState = Readonly<Static<typeof SourceState>>;

/** `GET /api/sources` */
export const SourceStates = Type.Object({ sources: Type.Array(SourceState) });

/**
 * `GET /api/sources/{id}/unread`: what its list has shown and is, as far as is known, unread there. What came live only is
 * not part of it: its absence from the list says nothing.
 */
export const SourceUnread = Type.Object({
  /** Those that are unread here as well, oldest first, without those that the outbox is about to change. */
  items: Type.Array(Type.Object({ external_id: Type.String(), created_at: Timestamp })),
  /** How many its list should count, also of those that are read here and not told yet. */
  expected: Type.Integer({ minimum: 0 }),
});
export type SourceUnread = Readonly<Static<typeof SourceUnread>>;

/** `DELETE /api/sources/{id}`: with its rows, its share of every count, its outbox and its cursor. */
export const SourceRemoved = Type.Object({ delta: Delta });

export const IngestContent = Type.Object(
  {
    /** `data` above `DATA_LIMIT` is left out, and the row says so. */
    ...CollectedFields,
    /** Not all that the source sent is here. */
    trimmed: Type.Optional(Type.Literal(true)),
    phrases: Type.Optional(Phrases),
    /** How many the source has folded into it. Without it: as many as are folded here. */
    occurrences: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);
export type IngestContent = Readonly<Static<typeof IngestContent>>;

/** What a source says of one notification. */
export const IngestItem = Type.Object(
  {
    /** Unique within the source; stored once, also after its deletion. */
    external_id: Type.String({ minLength: 1, maxLength: 200 }),
    /**
     * The source's number for this state: what is older than the known one is ignored, and what is newer holds in both
     * directions. Without it, states only go from unread to read.
     */
    revision: Type.Optional(Revision),
    /** When it was sent, in the source's words. Default, and limit: now. */
    created_at: Type.Optional(Timestamp),
    /** Its place in the source's own list, where that is another than `created_at`. */
    surfaced_at: Type.Optional(Timestamp),
    /**
     * It has just come, and stands above all that is here, until the source's list says where. Without it, it is what that list
     * has, and stands where it belongs.
     */
    live: Type.Optional(Type.Literal(true)),
    read_at: Type.Optional(Nullable(Timestamp)),
    archived_at: Type.Optional(Nullable(Timestamp)),
    /** Without it, only what is known already is changed. */
    content: Type.Optional(IngestContent),
    deleted: Type.Optional(Type.Literal(true)),
    /**
     * Whether the source's list has shown it; of what has a revision: yes. `false`: the list is another one now, and does not
     * know it.
     */
    listed: Type.Optional(Type.Boolean()),
    /**
     * `read_at` is concluded from its absence in the list: taken only if the list has shown it before, and undone when the
     * list shows it unread again.
     */
    concluded: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false },
);
export type IngestItem = Readonly<Static<typeof IngestItem>>;

export const INGEST_ITEMS = 500;
export const INGEST_BODY_LIMIT = 16 * 1024 * 1024;

/** `POST /api/inbox/ingest`: all of it, the cursor too, in one transaction and one revision; or nothing. */
export const IngestRequest = Type.Object(
  {
    source: SourceId,
    items: Type.Array(IngestItem, { maxItems: INGEST_ITEMS }),
    cursor: Type.Optional(Cursor),
  },
  { additionalProperties: false },
);
export type IngestRequest = Readonly<Static<typeof IngestRequest>>;

/** `unchanged`: known, and nothing new. `unknown`: a state of something that was never here. */
export const IngestOutcome = Type.Enum(['created', 'folded', 'updated', 'deleted', 'unchanged', 'unknown']);
export type IngestOutcome = Static<typeof IngestOutcome>;

/** One outcome for each item, in their order. */
export const IngestAnswer = Type.Object({ outcomes: Type.Array(IngestOutcome), delta: Delta });
export type IngestAnswer = Readonly<Static<typeof IngestAnswer>>;

/** An action that its source is to be told. Its `id` is a UUID, so that the source can know a repetition. */
export const OutboxEntry = Type.Object({
  id: Type.String(),
  /** `local` for replies to what was sent to this server itself. */
  source: Type.String(),
  notification_id: NotificationId,
  external_id: Nullable(Type.String()),
  action: UpstreamAction,
  reply: Nullable(Type.Object({ to: Reply, text: Type.String() })),
  /** How often it was tried in vain. */
  attempts: Type.Integer({ minimum: 0 }),
});
export type OutboxEntry = Readonly<Static<typeof OutboxEntry>>;

/**
 * `GET /api/outbox?source=&limit=`: those due, oldest first; of a Laravel app, which is told of each by itself, replies and then
 * the newest first, as its user looks at those. `next_at` is when the next of the others is due.
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

/** `POST /api/outbox/results`; entries that are gone by now are passed over. */
export const OutboxReport = Type.Object(
  { results: Type.Array(OutboxResult, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
export type OutboxReport = Readonly<Static<typeof OutboxReport>>;
export const OutboxReported = Type.Object({ delta: Delta });

/**
 * `POST /api/inbox/{id}/reply`; `not_supported` for a notification without `reply`, and on a server that runs alone: there
 * the reader's computer answers by itself where `reply` says.
 */
export const ReplyRequest = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 10_000 }) },
  { additionalProperties: false },
);
export const ReplyAnswer = Type.Object({ delta: Delta });
