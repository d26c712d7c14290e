/** The kinds of sources, as the server knows them; the desktop's table (`#app/rules/source-kinds`) says the rest. */

/**
 * What a source can be sent. `done` and `restore`: into and out of its archive. `undelete`: back from its Bin; a source without it
 * has none. `delivered` and `seen` are receipts for the sender.
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
  'delivered',
  'seen',
  'reply',
] as const;
export type UpstreamAction = (typeof UPSTREAM_ACTIONS)[number];

interface ServerKind {
  /**
   * Which actions leave the outbox first. `newest_first`, after replies: for a source that takes them one by one, and may take minutes
   * for a burst, as its user looks at the newest.
   */
  readonly outbox: 'oldest_first' | 'newest_first';
  /** Its rules and mutes run there, for every device: those of this server do not run for what comes from it. */
  readonly decides: boolean;
}

/** `belfry`: a Belfry team server. `laravel`: a Laravel app's notifications. `channels`: events of a Pusher app. */
export const SOURCE_KINDS = {
  belfry: { outbox: 'oldest_first', decides: true },
  laravel: { outbox: 'newest_first', decides: false },
  channels: { outbox: 'oldest_first', decides: false },
} as const satisfies Readonly<Record<string, ServerKind>>;
export type SourceKind = keyof typeof SOURCE_KINDS;

export const SOURCE_KIND_NAMES = Object.keys(SOURCE_KINDS) as readonly SourceKind[];

/** Kinds that decide over their notifications themselves. */
export const DECIDING_KINDS = SOURCE_KIND_NAMES.filter((kind) => SOURCE_KINDS[kind].decides);
