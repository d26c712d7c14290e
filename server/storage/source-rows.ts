/** Rows of sources: their ids for notifications, and the outbox. */
import type { SourceKind, UpstreamAction } from '#server/source';

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
  acknowledged_at: number | null;
  /** 1: the source has deleted it for good. */
  gone: number;
  /** 1: the source's list has shown it. A live event may never be listed. */
  listed: number;
  /** 1: `read_at` is concluded from its absence in the list; the source did not say it. */
  concluded: number;
  /** 0: it came live, and the source's list has not shown its place yet. */
  placed: number;
}>;

/** Per notification, only the newest action of a topic is delivered; of replies and actions of senders, all. */
export type Topic =
  | 'read'
  | 'archive'
  | 'delete'
  | 'save'
  | 'snooze'
  | 'acknowledge'
  | 'reply'
  | 'receipt'
  | 'run';

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

export type NewEntry = Omit<OutboxRow, 'id' | 'attempts' | 'base_revision' | 'next_at' | 'args'> &
  Partial<Pick<OutboxRow, 'args'>>;

/** The rows of one source that a batch has changed. */
export type Acted = Readonly<{ userId: number; batch: string; source: string }>;
