/** How sources stand, as main tells the window; types, and the closed lists in them. */
import type { Mute } from '#server/decisions';
import type { ShownFields } from '#server/rules/content';
import type { Phrases } from '#server/rules/row-phrases';
import type { Detail } from './detail.ts';
import type { SourceDefinition } from './source-definition.ts';

/** Why a source is not connected, or an action was not delivered. Closed: the window has words for each. */
export const SOURCE_TROUBLES = [
  'unreachable',
  'name_unknown',
  'connection_refused',
  'timeout',
  'tls_untrusted',
  'proxy_refused',
  'signed_out',
  'key_unknown',
  'app_disabled',
  'origin_refused',
  'tls_needed',
  'over_quota',
  'forbidden',
  'channel_forbidden',
  'not_found',
  'rate_limited',
  'server_error',
  'bad_answer',
] as const;
export type SourceTrouble = (typeof SOURCE_TROUBLES)[number];

/** A channel that is not heard, while others of its source are. */
export type UnheardChannel = Readonly<{
  channel: string;
  trouble: SourceTrouble;
  detail: Detail;
  /** ISO 8601; null: not known */
  retryAt: string | null;
}>;

/**
 * `catching_up`: connected, and asking for what was missed. `waiting`: trouble that passes; the next try is at `retryAt`.
 * `stopped`: trouble that needs its user, e.g. `signed_out`; still tried from time to time.
 */
export type SourceConnection =
  | Readonly<{ status: 'off' | 'connecting' }>
  | Readonly<{ status: 'catching_up' | 'online'; unheard?: readonly UnheardChannel[] }>
  | Readonly<{
      status: 'waiting' | 'stopped';
      trouble: SourceTrouble;
      detail: Detail;
      retryAt: string | null;
    }>;

/** Why what was done here is not taken there, while the source is connected. */
export type Undelivered = Readonly<{ trouble: SourceTrouble; detail: Detail }>;

/** Somebody in a source's presence channel. */
export type Person = Readonly<{
  id: string;
  name: string;
  avatar: string | null;
  me: boolean;
  typing: boolean;
}>;

export type SourceView = Readonly<{
  definition: SourceDefinition;
  connection: SourceConnection;
  /** ISO 8601 */
  lastEventAt: string | null;
  lastError: Readonly<{ trouble: SourceTrouble; detail: Detail; at: string }> | null;
  /** Actions that the source has not confirmed yet. */
  pending: number;
  /** Why these actions wait, if not for the connection; null: nothing else holds them up. */
  undelivered: Undelivered | null;
  /** How far a burst of reads has come, of which some are not confirmed yet; null: all are. */
  marking: Readonly<{ done: number; total: number }> | null;
  /** Which secrets are there, and the origins that they were given for: no other is shown them. */
  secrets: Readonly<{ token: boolean; headers: readonly string[]; origins: readonly string[] }>;
  /** Origins to which the buttons of its notifications may send requests, beside its own. */
  mayRequest: readonly string[];
  /** What is muted at its server, which is the record of its rows; null: nothing can be muted there, or nobody knows. */
  mutes: readonly Mute[] | null;
  /** null: this source does not say who is online. */
  people: readonly Person[] | null;
}>;

/** All sources, in the order in which they were added. */
export type SourcesState = Readonly<{
  sources: readonly SourceView[];
  /** `plain`: this system has no keyring, so that secrets lie in a file that only its user reads. */
  keyring: 'encrypted' | 'plain';
  /** As `mayRequest`, for what is sent to this computer itself. */
  localMayRequest: readonly string[];
}>;

/** An event that came; the newest 50 of each source are remembered, and of those over restarts as many as have 64 KB. */
export type SeenEvent = Readonly<{
  at: string;
  channel: string;
  /** Name of the event; in a Laravel app the notification's type. A template of this name takes it. */
  event: string;
  /** Other names by which a template takes it: the class of a Laravel notification beside its type. */
  aliases: readonly string[];
  /** JSON of what templates are filled from; long texts and lists in it are shortened until it has 8 KB. */
  data: string;
  /** Whether a notification was made of it. In a Laravel app, only what can be one has templates. */
  mapped: boolean;
}>;

export const TEST_STEPS = ['name', 'tcp', 'tls', 'websocket', 'auth', 'subscribe', 'rest'] as const;
export type TestStep = (typeof TEST_STEPS)[number];
/** One link of the chain; those behind a broken one are `skipped`, and so are those that this source does not have. */
export type TestResult = Readonly<{
  step: TestStep;
  outcome: 'ok' | 'failed' | 'skipped';
  trouble: SourceTrouble | null;
  /** null: there is nothing to say; of a link that is `skipped`, that this source does not have it, or it is behind a broken one. */
  detail: Detail | null;
}>;

/** What a template makes of an event; always fit to be kept. */
export type Preview = Omit<ShownFields, 'type' | 'data'> &
  Readonly<{
    /** Which words are Belfry's own. */
    phrases?: Phrases;
    /** Fields that the event does not have. */
    missing: readonly string[];
    /** Parts of the template that this event leaves empty, or fills with what is no link; it is made without them. */
    problems: readonly ('title' | 'url' | 'icon')[];
  }>;
