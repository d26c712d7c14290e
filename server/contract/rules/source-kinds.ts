/** The kinds of sources, as the server knows them; the desktop's table (`#app/rules/source-kinds`) says the rest. */

/**
 * What a source can be sent. `done` and `restore`: into and out of its archive. `undelete`: back from its Bin; a source without it
 * has none. `delivered` and `seen` are receipts for the sender. `choose`: its user has chosen an `event` of the sender's actions.
 * `request`: an `http` action, which goes where the action says and not to the source.
 */
export const UPSTREAM_ACTIONS = [
  'read',
  'unread',
  'done',
  'restore',
  'save',
  'unsave',
  'snooze',
  'unsnooze',
  'delete',
  'undelete',
  'purge',
  'acknowledge',
  'delivered',
  'seen',
  'reply',
  'choose',
  'request',
] as const;
export type UpstreamAction = (typeof UPSTREAM_ACTIONS)[number];

interface ServerKind {
  /**
   * Which actions leave the outbox first. `newest_first`, after replies: for a source that takes them one by one, and may take minutes
   * for a burst, as its user looks at the newest.
   */
  readonly outbox: 'oldest_first' | 'newest_first';
  /**
   * It is the record of its rows. Its rules and mutes run there, for every device: those of this server do not run for what comes from it.
   * A state that it lacks is refused here, too. Of other sources such a state stays here.
   */
  readonly isRecord: boolean;
}

/** `belfry`: a Belfry team server. `laravel`: a Laravel app's notifications. `channels`: events of a Pusher app. */
export const SOURCE_KINDS = {
  belfry: { outbox: 'oldest_first', isRecord: true },
  laravel: { outbox: 'newest_first', isRecord: false },
  channels: { outbox: 'oldest_first', isRecord: false },
} as const satisfies Readonly<Record<string, ServerKind>>;
export type SourceKind = keyof typeof SOURCE_KINDS;

export const SOURCE_KIND_NAMES = Object.keys(SOURCE_KINDS) as readonly SourceKind[];

/** Whether sources of a kind are the record of their rows. A later version may have stored a kind that is not known here. */
export const isRecordKind = (kind: string): boolean =>
  Object.hasOwn(SOURCE_KINDS, kind) && SOURCE_KINDS[kind as SourceKind].isRecord;
