/** Rows as storage gives and takes them. Times are milliseconds since 1970, places in lists are microseconds. */
import type { Filter, Moment } from '#server/rules/filter/filter';
import type { Ending, View } from '#server/rules/state';
import type { MutedThing } from '#server/rules/verdicts';
import type { StoredFields } from './stored-fields.ts';

export * from './account-rows.ts';
export type * from './source-rows.ts';

export type UserRow = Readonly<{
  id: number;
  name: string;
  revision: number;
  kept_from: number;
  unread: number;
  shown: number;
  /** The highest place that was ever given in its lists. */
  surfaced_at: number;
  /** Of rules, mutes and saved filters: another one after each change; null: there never was any. */
  rules_version: string | null;
}>;

/** The content of a notification, as it is stored. */
export type Content = StoredFields &
  Readonly<{
    source: string;
    /** The id at its source. */
    external_id: string | null;
    /** The fields that a Laravel app sent beside `data`, as a JSON object. */
    envelope: string | null;
    /** 1: its source sent more `data` than is stored. Only content from sources is trimmed. */
    trimmed?: number;
    /** Which words are Belfry's, as JSON. Only what is read out of a payload has such. */
    phrases?: string | null;
    /** What rows of several users have in common whose emergency the first of them ends for all. */
    sent_as?: string | null;
  }>;

export type NotificationRow = Required<Content> &
  Readonly<{
    id: string;
    user_id: number;
    occurrences: number;
    revision: number;
    created_revision: number;
    sent_revision: number;
    created_at: number;
    received_at: number;
    /** Its place in lists, like `users.surfaced_at`. */
    surfaced_at: number;
    /** The revision at which it last came to the top; 0: at its arrival. */
    surfaced_revision: number;
    /** The revision that last changed its user's state. */
    acted_revision: number;
    updated_at: number;
    read_at: number | null;
    archived_at: number | null;
    saved_at: number | null;
    snoozed_until: number | null;
    muted_at: number | null;
    /** Since when it is in the Bin. */
    deleted_at: number | null;
    /** Since when only a tombstone is left. */
    purged_at: number | null;
    ended: Ending | null;
    /**
     * How long, in milliseconds, its snooze lasts here beyond its end: its source ends it at its time and says so, and the clock here
     * only where nothing was heard of that.
     */
    wake_delay: number;
    /** When it expires; null: never, or it has. */
    ends_at: number | null;
    /** Until when it insists; null: it is no emergency, or it is over. */
    insists_until: number | null;
    acknowledged_at: number | null;
    /** The name of the user who acknowledged it; null: nobody, or somebody at its source. */
    acknowledged_by: string | null;
    /** What a rule or a mute has decided (contract `Verdict`), as JSON. */
    verdict: string | null;
    /** State of its action at the source (contract `Upstream`), as JSON. */
    upstream: string | null;
    /** What became of its sender's actions, as JSON: `StoredRun[]` (`inbox/run-state.ts`). */
    runs: string;
  }>;

/** States that a new row may have. */
type FirstStates = Pick<
  NotificationRow,
  | 'acted_revision'
  | 'saved_at'
  | 'snoozed_until'
  | 'muted_at'
  | 'deleted_at'
  | 'ended'
  | 'verdict'
  | 'insists_until'
  | 'acknowledged_at'
  | 'acknowledged_by'
>;

export type NewRow = Content &
  Omit<
    NotificationRow,
    | keyof Content
    | keyof FirstStates
    | 'ends_at'
    | 'created_revision'
    | 'sent_revision'
    | 'surfaced_revision'
    | 'purged_at'
    | 'upstream'
    | 'runs'
    | 'wake_delay'
  > &
  Partial<FirstStates & Pick<NotificationRow, 'wake_delay' | 'runs'>>;

/** Something that is due in somebody's inbox. */
export type DueRow = Readonly<{ id: string; user_id: number }>;

/** A send that waits for its time. `request`: as it was sent, as JSON. */
export type ScheduledRow = DueRow &
  Readonly<{ sender_id: number; request: string; deliver_at: number; created_at: number }>;

/** What a rule looks at when a row arrives. `tags`, `attachments` and `actions` are JSON. */
export type ArrivedRow = Pick<NotificationRow, (typeof ARRIVED)[number]>;
export const ARRIVED = [
  ...(['id', 'source', 'title', 'message', 'type', 'sender', 'tags', 'priority', 'url'] as const),
  ...(['attachments', 'actions', 'created_at', 'received_at', 'surfaced_at'] as const),
] as const satisfies readonly (keyof NotificationRow)[];

/** A position in lists, ordered by `surfaced_at`, then id. */
export type RowPlace = Readonly<{ surfaced_at: number; id: string }>;

/** Rows of one source with the same `group_key`. */
export type Thread = Readonly<{ source: string; key: string }>;
export type RowCounts = Readonly<{ rows: number; unread: number }>;
export type ThreadCounts = Thread & RowCounts;

/** What is wanted of an inbox. `view`: null: everything but the Bin, or the Bin if the filter says so. `source`: null: any. */
export type Wanted = Readonly<{
  userId: number;
  view: View | null;
  source: string | null;
  filter: Filter;
  moment: Moment;
  /** Rows of this thread only. */
  thread?: Thread;
  /** No rows of these threads. */
  without?: readonly Thread[];
}>;

/** Rows of an inbox. `upTo`: those that were sent up to this revision. `covered`: the unread rows that a mute covers. */
export type Selection =
  | Readonly<{ ids: readonly string[] }>
  | Readonly<{ view: View; upTo: number; thread?: Thread }>
  | Readonly<{ wanted: Wanted; upTo: number }>
  | Readonly<{ covered: MutedThing; upTo: number }>;

/** What a batch has changed in the rows of one source. `unread` and `shown`: by how much the counts change. */
export type Tally = Readonly<{ source: string; rows: number; unread: number; shown: number }>;

/** One action of a person. `action` is JSON of the contract's `Action`; `device`: the name of the token that did it. */
export type BatchRow = Readonly<{
  id: string;
  user_id: number;
  revision: number;
  action: string;
  device: string | null;
  rows: number;
  created_at: number;
  undone_at: number | null;
  /** JSON of `MuteChange`; null: it changed no mute. */
  mute: string | null;
}>;

/** A batch that is being made. */
export type NewBatch = Pick<BatchRow, 'id' | 'user_id' | 'revision' | 'action' | 'device' | 'created_at'>;
