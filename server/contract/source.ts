import Type, { type Static } from 'typebox';
import { CollectedFields, Nullable, Phrases } from './content.ts';
import { Delta } from './inbox.ts';
import { Revision, Timestamp, Verdict } from './notification.ts';
import { SOURCE_KIND_NAMES, UPSTREAM_ACTIONS } from './rules/source-kinds.ts';
import { ENDINGS } from './rules/state.ts';
import { Chosen } from './run.ts';

/** The id of a source. `local` is the server itself, and never one of these. */
export const SourceId = Type.String({ pattern: '^s-[a-z0-9]{1,32}$' });

export const SourceKind = Type.Enum([...SOURCE_KIND_NAMES]);
export type SourceKind = Static<typeof SourceKind>;

export const UpstreamAction = Type.Enum([...UPSTREAM_ACTIONS]);
export type UpstreamAction = Static<typeof UpstreamAction>;

/**
 * `PUT /api/sources/{id}`; idempotent. Actions that the source does not support stay on this computer; states that a Belfry server
 * does not have are refused. Absent: as registered before, of a new source none.
 */
export const SourceRegistration = Type.Object(
  {
    kind: SourceKind,
    actions: Type.Optional(
      Type.Array(UpstreamAction, { uniqueItems: true, maxItems: UPSTREAM_ACTIONS.length }),
    ),
  },
  { additionalProperties: false },
);
export type SourceRegistration = Readonly<Static<typeof SourceRegistration>>;

/** How far a source has been read. Only its adapter knows what it means. */
export const Cursor = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]), {
  maxProperties: 16,
});
export type Cursor = Readonly<Static<typeof Cursor>>;

export const SourceState = Type.Object({
  id: SourceId,
  kind: SourceKind,
  cursor: Nullable(Cursor),
  unread: Type.Integer({ minimum: 0 }),
  /** Actions that the source has not confirmed yet, without receipts. */
  pending: Type.Integer({ minimum: 0 }),
  /** How many of them are reads. */
  pending_reads: Type.Integer({ minimum: 0 }),
});
export type SourceState = Readonly<Static<typeof SourceState>>;

/** `GET /api/sources` */
export const SourceStates = Type.Object({ sources: Type.Array(SourceState) });

/**
 * `GET /api/sources/{id}/unread`: what its list has shown and, as far as known, is unread there. Without what only came live, whose
 * absence from the list means nothing.
 */
export const SourceUnread = Type.Object({
  /** The rows that are not read here either, also snoozed and muted ones, oldest first, without those that the outbox is about to change. */
  items: Type.Array(Type.Object({ external_id: Type.String(), created_at: Timestamp })),
  /** How many unread ones its list should have, including those read here of which it has not heard yet. */
  expected: Type.Integer({ minimum: 0 }),
});
export type SourceUnread = Readonly<Static<typeof SourceUnread>>;

/** `DELETE /api/sources/{id}` removes its rows, counts, outbox entries and cursor too. */
export const SourceRemoved = Type.Object({ delta: Delta });

export const IngestContent = Type.Object(
  {
    /** `data` above `DATA_LIMIT` is left out, and the row says so. */
    ...CollectedFields,
    /** The source sent more than this. */
    trimmed: Type.Optional(Type.Literal(true)),
    phrases: Type.Optional(Phrases),
    /** How many sends the source has folded into it; absent: as many as are folded here. */
    occurrences: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);
export type IngestContent = Readonly<Static<typeof IngestContent>>;

/** What a source says about one notification. */
export const IngestItem = Type.Object(
  {
    /** Unique within the source. Stored once, even after its deletion. */
    external_id: Type.String({ minLength: 1, maxLength: 200 }),
    /**
     * The source's revision of this state. Older ones than the known one are ignored; newer ones may change states in both directions.
     * Without a revision, states only go from unread to read.
     */
    revision: Type.Optional(Revision),
    /** When it was sent, according to the source. Defaults to now, and is never later. */
    created_at: Type.Optional(Timestamp),
    /** The item's place in the source's own list, if that differs from `created_at`. */
    surfaced_at: Type.Optional(Timestamp),
    /**
     * The source's revision at which the item last came to its top. Where it ends a snooze that lasts here, it comes to the top here,
     * too, if this is newer than the known revision.
     */
    surfaced_revision: Type.Optional(Revision),
    /**
     * The item has just arrived, and goes on top until the source's list shows its place. Absent: it comes from that list, and
     * takes its place there.
     */
    live: Type.Optional(Type.Literal(true)),
    read_at: Type.Optional(Nullable(Timestamp)),
    archived_at: Type.Optional(Nullable(Timestamp)),
    saved_at: Type.Optional(Nullable(Timestamp)),
    snoozed_until: Type.Optional(Nullable(Timestamp)),
    /** In the source's Bin since then. */
    deleted_at: Type.Optional(Nullable(Timestamp)),
    /** What the source has decided over it. Absent: it decides nothing. */
    muted_at: Type.Optional(Nullable(Timestamp)),
    ended: Type.Optional(Nullable(Type.Enum([...ENDINGS]))),
    verdict: Type.Optional(Nullable(Verdict)),
    /** Until when its emergency insists; null: there is none, or it is over. Absent: it is computed here. */
    insists_until: Type.Optional(Nullable(Timestamp)),
    acknowledged_at: Type.Optional(Nullable(Timestamp)),
    acknowledged_by: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
    /** Which `event` actions were chosen there, all of them. */
    chosen: Type.Optional(Type.Array(Chosen, { maxItems: 10 })),
    /** Absent: only a known notification is changed. */
    content: Type.Optional(IngestContent),
    /**
     * It is gone for good. With a revision it was purged there, and nothing of it stays here. Without one its sender has withdrawn it,
     * and its content stays in the Bin.
     */
    deleted: Type.Optional(Type.Literal(true)),
    /**
     * Whether the source's list has shown it; an item with a revision counts as listed. `false`: the list was replaced, and does not know
     * it.
     */
    listed: Type.Optional(Type.Boolean()),
    /**
     * `read_at` is concluded from its absence in the list. It applies only if the list has shown it before, and is undone when the list
     * shows it unread again.
     */
    concluded: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false },
);
export type IngestItem = Readonly<Static<typeof IngestItem>>;

export const INGEST_ITEMS = 500;
export const INGEST_BODY_LIMIT = 16 * 1024 * 1024;

/** `POST /api/inbox/ingest`: everything, including the cursor, in one transaction and one revision, or nothing. */
export const IngestRequest = Type.Object(
  {
    source: SourceId,
    items: Type.Array(IngestItem, { maxItems: INGEST_ITEMS }),
    cursor: Type.Optional(Cursor),
  },
  { additionalProperties: false },
);
export type IngestRequest = Readonly<Static<typeof IngestRequest>>;

/** `unchanged`: known, and nothing new. `unknown`: a state of something that never arrived. */
export const IngestOutcome = Type.Enum(['created', 'folded', 'updated', 'deleted', 'unchanged', 'unknown']);
export type IngestOutcome = Static<typeof IngestOutcome>;

/** One outcome per item, in their order. */
export const IngestAnswer = Type.Object({ outcomes: Type.Array(IngestOutcome), delta: Delta });
export type IngestAnswer = Readonly<Static<typeof IngestAnswer>>;

/**
 * `POST /api/inbox/{id}/reply`. `not_supported` for a notification without `reply`, and on a standalone server, where the reader's
 * computer posts the answer itself.
 */
export const ReplyRequest = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 10_000 }) },
  { additionalProperties: false },
);
export const ReplyAnswer = Type.Object({ delta: Delta });
