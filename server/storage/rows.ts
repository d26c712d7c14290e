/** Rows as storage gives and takes them. Times are milliseconds since 1970, places in lists are microseconds. */
import type { Filter, Moment } from '#server/rules/filter/filter';
import type { View } from '#server/rules/state';
import type { MutedThing } from '#server/rules/verdicts';
import type { SourceKind, UpstreamAction } from '#server/source';
import type { StoredFields } from './stored-fields.ts';

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

/** A user's sign-in data. */
export type AccountRow = Readonly<{
  id: number;
  name: string;
  /** In lower case. */
  email: string | null;
  /** The password's hash; null: no sign-in by password. */
  password: string | null;
  disabled_at: number | null;
  created_at: number;
}>;

/** `abilities`: names separated by spaces. `hash`: SHA-256 of the secret, hex. */
export type TokenRow = Readonly<{
  id: number;
  user_id: number;
  name: string;
  hash: string;
  abilities: string;
}>;

/** A token as administrators see it, without its hash. */
export type ListedToken = Readonly<{ id: number; name: string; abilities: string; created_at: number }>;

/** `settings` is JSON of `AppSettings`. */
export type AppRow = Readonly<{ id: string; key: string; secret: string; settings: string }>;

/** What a user can be a member of. */
export const MEMBERSHIP_KINDS = ['team', 'document', 'chat'] as const;
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number];
export type MembershipRow = Readonly<{ user_id: number; kind: MembershipKind; object_id: string }>;

/** An answered request; `answer` is the JSON of its body. */
export type AnsweredRow = Readonly<{ request_hash: string; answer: string }>;

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
    ended: 'expired' | 'withdrawn' | null;
    /**
     * How long, in milliseconds, its snooze lasts here beyond its end: its source ends it at its time and says so, and the clock here
     * only where nothing was heard of that.
     */
    wake_delay: number;
    /** When it expires; null: never, or it has. */
    ends_at: number | null;
    /** When it insists next; null: never again. */
    remind_at: number | null;
    /** Until when it insists. */
    remind_until: number | null;
    /** What a rule or a mute has decided (contract `Verdict`), as JSON. */
    verdict: string | null;
    /** State of its action at the source (contract `Upstream`), as JSON. */
    upstream: string | null;
  }>;

/** States that a new row may have. */
type FirstStates = Pick<
  NotificationRow,
  'acted_revision' | 'saved_at' | 'snoozed_until' | 'muted_at' | 'deleted_at' | 'ended' | 'verdict'
>;

export type NewRow = Content &
  Omit<
    NotificationRow,
    | keyof Content
    | keyof FirstStates
    | 'ends_at'
    | 'remind_at'
    | 'remind_until'
    | 'created_revision'
    | 'sent_revision'
    | 'surfaced_revision'
    | 'purged_at'
    | 'upstream'
    | 'wake_delay'
  > &
  Partial<FirstStates & Pick<NotificationRow, 'wake_delay'>>;

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
export type ThreadCounts = Thread & Readonly<{ rows: number; unread: number }>;

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

/** Who sent it, and how far it has come. */
export type ReceiptRow = Readonly<{
  id: string;
  user_id: number;
  delivered_at: number | null;
  seen_at: number | null;
  read_at: number | null;
}>;

/** The ids by which webhooks name a notification. */
export type NotificationIds = Readonly<{ id: string; external_id: string | null }>;

/** Why the last attempt failed. `status`: the answer was not 2xx. */
export type DeliveryError = 'status' | 'timeout' | 'unreachable' | 'expired' | 'not_configured';

/** `events` is JSON: how many of each kind. */
export type LoggedDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  events: string;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  created_at: number;
  next_at: number | null;
  last_status: number | null;
  last_error: DeliveryError | null;
}>;

/** A delivery that must still be made. */
export type DueDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

export type NewDelivery = Readonly<{
  appId: string;
  url: string;
  body: string;
  events: string;
  now: number;
}>;

/** `actions`: names separated by spaces. `cursor`: JSON. */
export type SourceRow = Readonly<{
  id: string;
  kind: SourceKind;
  actions: string;
  cursor: string | null;
}>;

/** A source with its counts. */
export type CountedSource = SourceRow & Readonly<{ unread: number; pending: number; pending_reads: number }>;

/** A source's id for a notification, and the state that the source is known to have. */
export type SourceIdRow = Readonly<{
  source: string;
  external_id: string;
  /** null: it was deleted before it ever arrived. */
  notification_id: string | null;
  /** 1 for the first id folded into the notification, 2 for the next, and so on. */
  place: number;
  created_at: number;
  revision: number | null;
  read_at: number | null;
  archived_at: number | null;
  saved_at: number | null;
  snoozed_until: number | null;
  deleted_at: number | null;
  /** 1: the source has deleted it for good. */
  gone: number;
  /** 1: the source's list has shown it. A live event may never be listed. */
  listed: number;
  /** 1: `read_at` is concluded from its absence in the list; the source did not say it. */
  concluded: number;
  /** 0: it came live, and the source's list has not shown its place yet. */
  placed: number;
}>;

/** Per notification, only the newest action of a topic is delivered; of replies, all. */
export type Topic = 'read' | 'archive' | 'delete' | 'save' | 'snooze' | 'reply' | 'receipt';

/** `reply` and `args` are JSON. `base_revision`: the source's revision that was known when the action was requested. */
export type OutboxRow = Readonly<{
  id: string;
  user_id: number;
  source: string;
  notification_id: string;
  external_id: string | null;
  action: UpstreamAction;
  topic: Topic;
  reply: string | null;
  args: string | null;
  base_revision: number | null;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

export type NewEntry = Omit<OutboxRow, 'id' | 'attempts' | 'base_revision' | 'next_at' | 'args'>;

/** The rows of one source that a batch has changed. */
export type Acted = Readonly<{ userId: number; batch: string; source: string }>;
