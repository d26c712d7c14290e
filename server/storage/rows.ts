/** Rows as storage gives and takes them. Times are milliseconds since 1970, places in lists are microseconds. */
import type { Action, View } from '#server/inbox';
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
}>;

/** A user as one who signs in. */
export type AccountRow = Readonly<{
  id: number;
  name: string;
  /** In lower case. */
  email: string | null;
  /** Its hash. */
  password: string | null;
  disabled_at: number | null;
  created_at: number;
}>;

/** `abilities`: names with a space between. `hash`: SHA-256 of the secret, hex. */
export type TokenRow = Readonly<{ id: number; user_id: number; hash: string; abilities: string }>;

/** As an administrator sees it: without what it is checked against. */
export type ListedToken = Readonly<{ id: number; name: string; abilities: string; created_at: number }>;

/** `settings` is JSON of what an app may do. */
export type AppRow = Readonly<{ id: string; key: string; secret: string; settings: string }>;

/** What one can be a member of. */
export const MEMBERSHIP_KINDS = ['team', 'document', 'chat'] as const;
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number];
export type MembershipRow = Readonly<{ user_id: number; kind: MembershipKind; object_id: string }>;

/** An answered request; `answer` is the JSON of its body. */
export type AnsweredRow = Readonly<{ request_hash: string; answer: string }>;

/** What a send brings. */
export type Content = StoredFields &
  Readonly<{
    source: string;
    /** The id that the source gave it. */
    external_id: string | null;
    /** What a Laravel app sent beside its `data`, as a JSON object. */
    envelope: string | null;
    /** 1: its source sent more than is kept. Only what is collected from one is ever trimmed. */
    trimmed?: number;
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
    /** Its place in lists, as `users.surfaced_at` is. */
    surfaced_at: number;
    updated_at: number;
    read_at: number | null;
    archived_at: number | null;
    deleted_at: number | null;
    /** How telling its source goes, as JSON. */
    upstream: string | null;
  }>;

export type NewRow = Content &
  Omit<NotificationRow, keyof Content | 'created_revision' | 'sent_revision' | 'deleted_at' | 'upstream'>;

/** A place in the order of lists, by `surfaced_at`. */
export type RowPlace = Readonly<{ surfaced_at: number; id: string }>;

export type Selection =
  | Readonly<{ ids: readonly string[] }>
  /** What was sent to the view by that revision. */
  | Readonly<{ view: View; upTo: number }>
  | Readonly<{ view: View; source: string }>;

/** Rows of one source, and those whose words match. */
export type Filter = Readonly<{ source?: string | undefined; match?: string | undefined }>;

/** What an action would do to the rows of one source. `unread` and `shown`: by how much the counts change. */
export type Tally = Readonly<{ source: string; rows: number; unread: number; shown: number }>;

/** An action on rows: what is counted first, and then done. */
export type Deed = Readonly<{ userId: number; action: Action; selection: Selection }>;

/** Who sent it, and how far it has come. */
export type ReceiptRow = Readonly<{
  id: string;
  user_id: number;
  delivered_at: number | null;
  seen_at: number | null;
  read_at: number | null;
}>;

/** What a webhook is told it by. */
export type Named = Readonly<{ id: string; external_id: string | null }>;

/** Why the last attempt failed; `status`: the answer was none of 2xx. */
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

/** One that is to be made. */
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

/** `actions`: names with a space between. `cursor`: JSON. */
export type SourceRow = Readonly<{
  id: string;
  kind: SourceKind;
  actions: string;
  cursor: string | null;
}>;

/** A source with its numbers. */
export type CountedSource = SourceRow & Readonly<{ unread: number; pending: number; pending_reads: number }>;

/** A source's name for a notification, and the state in which the source is known to hold it. */
export type SourceIdRow = Readonly<{
  source: string;
  external_id: string;
  /** null: it was deleted before it was ever here. */
  notification_id: string | null;
  /** 1 for the first that is folded into the notification. */
  place: number;
  created_at: number;
  revision: number | null;
  read_at: number | null;
  archived_at: number | null;
  /** 1: the source has deleted it. */
  gone: number;
  /** 1: its list has shown it. What came live only may never be there. */
  listed: number;
  /** 1: `read_at` is concluded from its absence in the list; the source has not said it. */
  concluded: number;
  /** 0: it came live, and the source's list has not said yet where it stands. */
  placed: number;
}>;

/** Of one topic and notification only the newest action is told; of replies each one. */
export type Topic = 'read' | 'archive' | 'delete' | 'reply' | 'receipt';

/** `reply` is JSON. `base_revision`: the source's that was known when it was asked for. */
export type OutboxRow = Readonly<{
  id: string;
  user_id: number;
  source: string;
  notification_id: string;
  external_id: string | null;
  action: UpstreamAction;
  topic: Topic;
  reply: string | null;
  base_revision: number | null;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

export type NewEntry = Omit<OutboxRow, 'id' | 'attempts' | 'base_revision' | 'next_at'>;

/** Rows of one revision, all of a source. */
export type Acted = Readonly<{
  userId: number;
  revision: number;
  source: string;
  /** Only those that are not read. */
  unreadOnly: boolean;
}>;
