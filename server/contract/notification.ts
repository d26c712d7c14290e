import Type, { type Static } from 'typebox';
import { Nullable, Phrases, ShownFields } from './content.ts';
import { REFUSALS, type RefusalCode, SAID_LIMIT } from './rules/refusals.ts';
import { UPSTREAM_ACTIONS } from './rules/source-kinds.ts';
import { ENDINGS } from './rules/state.ts';

/** A UUIDv7. Derive nothing from it: lists are ordered by `surfaced_at`. */
export const NotificationId = Type.String({ minLength: 1, maxLength: 64 });

/** A count that rises by one with each change of a user's inbox. */
export const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** ISO 8601 in UTC with microseconds, as Laravel writes it: `2026-11-22T10:02:00.000000Z`. */
export const Timestamp = Type.String();

/** Why a source does not take what was done here; worded where it is shown. `said`: in the source's own words. */
export const Refusal = Type.Object(
  {
    code: Type.Enum(Object.keys(REFUSALS) as RefusalCode[]),
    params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    said: Nullable(Type.String({ maxLength: SAID_LIMIT })),
  },
  { additionalProperties: false },
);

/**
 * An action on a row that its source has not confirmed. `refused`: it never will; what was done here is undone. `kept`: it was
 * undone here, and its source has no way back.
 */
export const Upstream = Type.Object({
  state: Type.Enum(['pending', 'refused', 'kept']),
  action: Type.Enum([...UPSTREAM_ACTIONS]),
  /** Why it was refused; null: it was not. */
  reason: Nullable(Refusal),
  /** The words of a reply, so that it can be sent again. */
  text: Type.Optional(Type.String()),
});
export type Upstream = Readonly<Static<typeof Upstream>>;

/** What a rule or a mute has decided over a row. `rule`: null for a mute. */
export const Verdict = Type.Object({
  rule: Nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  do: Type.String(),
  sound: Type.Optional(Type.String()),
});
export type Verdict = Readonly<Static<typeof Verdict>>;

/** What became of an action that its sender offers (`rules/runs.ts`). */
export const Run = Type.Object({
  /** The action's id. */
  action: Type.String(),
  state: Type.String(),
  at: Timestamp,
  /** Why it failed. */
  reason: Type.Optional(Refusal),
});

/** The longest `data` of a source's notification, in bytes of JSON; a send cannot be longer either. */
export const DATA_LIMIT = 64 * 1024;

export const Notification = Type.Object({
  id: NotificationId,
  /** The source that it came from; `local` is this server itself. */
  source: Type.String(),
  ...ShownFields,
  /** How many sends are folded into this one. */
  occurrences: Type.Integer({ minimum: 1 }),
  /** Its source sent more than is stored: the text is complete, but `data` or other large parts are missing. */
  trimmed: Type.Optional(Type.Literal(true)),
  phrases: Type.Optional(Phrases),
  /** null: no action on it is pending or refused at its source. */
  upstream: Nullable(Upstream),
  /** Of its actions that somebody has pressed. Absent: none, or the server is older. */
  runs: Type.Optional(Type.Array(Run)),
  /** Revision of the last change. */
  revision: Revision,
  /** Revision at which it arrived; never changes. */
  created_revision: Revision,
  /** When it was sent, according to its source; never later than `received_at`. */
  created_at: Timestamp,
  /** When this server received it. Older servers do not send it. */
  received_at: Type.Optional(Timestamp),
  /** Its place in every list, newest first. Older servers do not send it; there the place is `created_at`. */
  surfaced_at: Type.Optional(Timestamp),
  /** Revision at which it last came to the top: an unread row with a newer one is news. Absent: `created_revision`. */
  surfaced_revision: Type.Optional(Revision),
  updated_at: Timestamp,
  read_at: Nullable(Timestamp),
  archived_at: Nullable(Timestamp),
  /** Absent: not in this state, or the server is older. */
  saved_at: Type.Optional(Timestamp),
  snoozed_until: Type.Optional(Timestamp),
  muted_at: Type.Optional(Timestamp),
  ended: Type.Optional(Type.Enum([...ENDINGS])),
  verdict: Type.Optional(Verdict),
  /** Until when an emergency insists. Absent: there is none, or it is over. */
  insists_until: Type.Optional(Timestamp),
  acknowledged_at: Type.Optional(Timestamp),
  /** Who acknowledged it, by name; absent: nobody, or it is not known. */
  acknowledged_by: Type.Optional(Type.String()),
  /** In the Bin since then. Older clients see a tombstone, by `deleted`. */
  deleted_at: Type.Optional(Timestamp),
  deleted: Type.Optional(Type.Literal(true)),
});
export type Notification = Readonly<Static<typeof Notification>>;

/** What remains of a purged notification, for 30 days. */
export const Tombstone = Type.Object({
  id: NotificationId,
  revision: Revision,
  deleted: Type.Literal(true),
});
export type Tombstone = Readonly<Static<typeof Tombstone>>;

/** The first that fits counts: a row in the Bin has everything that a tombstone has. */
export const Change = Type.Union([Notification, Tombstone]);
export type Change = Notification | Tombstone;

export { isTombstone } from './rules/state.ts';
