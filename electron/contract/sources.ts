import Type, { type Static } from 'typebox';
import { Nullable, Priority, Reply } from '#server/content';
import type { Fields } from '#server/rules/content';
import { SourceId } from '#server/source';
import type { Detail } from './detail.ts';
import { LARAVEL_PATHS, LIMITS, MOST_TEMPLATES, PATTERNS, TEMPLATE_LIMITS } from './rules/source-bounds.ts';

const Path = Type.String({ pattern: PATTERNS.path, maxLength: LIMITS.path });

const Title = Type.String({ minLength: 1, maxLength: TEMPLATE_LIMITS.title });

/**
 * A notification for events of this name, or of this `type` in a Laravel app. Texts have `{{path.to.field}}` in them. What is left out is
 * as a Laravel app says it, or usual for the type.
 */
export const Template = Type.Object(
  {
    event: Type.String({ minLength: 1, maxLength: TEMPLATE_LIMITS.event }),
    title: Type.Optional(Title),
    message: Type.Optional(Type.String({ maxLength: TEMPLATE_LIMITS.message })),
    url: Type.Optional(Type.String({ maxLength: TEMPLATE_LIMITS.url })),
    icon: Type.Optional(Type.String({ maxLength: TEMPLATE_LIMITS.icon })),
    priority: Type.Optional(Priority),
    group_key: Type.Optional(Type.String({ maxLength: TEMPLATE_LIMITS.group_key })),
    dedupe_key: Type.Optional(Type.String({ maxLength: TEMPLATE_LIMITS.dedupe_key })),
    reply: Type.Optional(Reply),
  },
  { additionalProperties: false },
);
export type Template = Readonly<Static<typeof Template>>;

/** For events of bare channels, for which nobody else says a title. */
export const TitledTemplate = Type.Object(
  { ...Template.properties, title: Title },
  { additionalProperties: false },
);
export type TitledTemplate = Readonly<Static<typeof TitledTemplate>>;

/** Where a Pusher app's sockets are: hosted Pusher, or a server of one's own (Reverb, soketi, Belfry). */
export const PusherEndpoint = Type.Union([
  Type.Object({ cluster: Type.String({ pattern: '^[a-z0-9-]{1,20}$' }) }, { additionalProperties: false }),
  Type.Object(
    {
      host: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\s/]+$' }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      tls: Type.Boolean(),
      /** In front of `/app/{key}`. */
      path: Type.Optional(Path),
    },
    { additionalProperties: false },
  ),
]);
export type PusherEndpoint = Readonly<Static<typeof PusherEndpoint>>;

export const Colour = Type.Enum(['blue', 'teal', 'green', 'amber', 'red', 'pink', 'violet', 'grey']);
export type Colour = Static<typeof Colour>;

const HttpUrl = Type.String({ maxLength: LIMITS.address, pattern: '^https?://[^\\s]+$' });
/** Paths of the app: replies that a notification wants there, or below, get the token. None is sent anywhere else. */
const Replies = Type.Optional(Type.Array(Path, { maxItems: 20 }));
const ChannelName = Type.String({ pattern: PATTERNS.channel });
const MANY = { maxItems: MOST_TEMPLATES };
const Common = {
  id: SourceId,
  name: Type.String({ minLength: 1, maxLength: LIMITS.name, pattern: '\\S' }),
  colour: Colour,
  /** Switched off, it keeps its rows and does not connect. */
  enabled: Type.Boolean(),
};
const Key = Type.String({ pattern: PATTERNS.key });

export const BelfrySource = Type.Object(
  { ...Common, kind: Type.Literal('belfry'), url: HttpUrl },
  { additionalProperties: false },
);
export const LaravelSource = Type.Object(
  {
    ...Common,
    kind: Type.Literal('laravel'),
    /** The app: `https://shop.example`. */
    url: HttpUrl,
    key: Key,
    endpoint: PusherEndpoint,
    /** Path on the app, or a whole URL. The default stands for Laravel's usual ones, `/api/broadcasting/auth` too. */
    auth: Type.String({ minLength: 1, maxLength: LIMITS.address, default: LARAVEL_PATHS.auth }),
    /** Which of the usual ones signs; found out by connecting. */
    foundAuth: Type.Optional(Path),
    /** Path of the notification endpoints. */
    prefix: Type.String({ ...Path, default: LARAVEL_PATHS.prefix }),
    /** `private-App.Models.User.7` */
    channel: ChannelName,
    /** Presence channel that says who is online. */
    people: Nullable(ChannelName),
    replies: Replies,
    /** By `type`; types without one, and parts that one leaves out, have a good default. */
    templates: Type.Array(Template, MANY),
  },
  { additionalProperties: false },
);
export const ChannelsSource = Type.Object(
  {
    ...Common,
    kind: Type.Literal('channels'),
    key: Key,
    endpoint: PusherEndpoint,
    /** Signs private, presence and encrypted channels; null: there are only public ones. */
    auth: Nullable(HttpUrl),
    /** The site as which its sockets introduce themselves, for servers that ask for one: `https://shop.example`. */
    origin: Type.Optional(Type.String({ maxLength: 300, pattern: '^https?://[^\\s/?#]+$' })),
    /** On the server of `auth`. */
    replies: Replies,
    channels: Type.Array(ChannelName, { minItems: 1, maxItems: 50, uniqueItems: true }),
    templates: Type.Array(TitledTemplate, MANY),
  },
  { additionalProperties: false },
);
export type BelfrySource = Readonly<Static<typeof BelfrySource>>;
export type LaravelSource = Readonly<Static<typeof LaravelSource>>;
export type ChannelsSource = Readonly<Static<typeof ChannelsSource>>;

export const SourceDefinition = Type.Union([BelfrySource, LaravelSource, ChannelsSource]);
export type SourceDefinition = BelfrySource | LaravelSource | ChannelsSource;

const Token = Type.String({ minLength: 1, maxLength: 4_000 });
const HeaderName = Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' });
const HeaderValue = Type.String({ maxLength: 4_000, pattern: '^[^\\r\\n]*$' });
const FEW = { maxProperties: 20 };

/** As they are kept. `token` is sent as bearer, `headers` beside it. */
export const StoredSecrets = Type.Object(
  { token: Type.Optional(Token), headers: Type.Optional(Type.Record(HeaderName, HeaderValue, FEW)) },
  { additionalProperties: false },
);
export type StoredSecrets = Readonly<Static<typeof StoredSecrets>>;

/**
 * What opens a source; goes in, never out. What is left out, each header by itself, stays as it is, unless the source moves to another
 * origin, which is shown nothing that was not given for it; null takes it away. A Belfry server is signed in to with `password`, `code` or a `token` that was made there.
 */
export const SourceSecrets = Type.Object(
  {
    token: Type.Optional(Nullable(Token)),
    headers: Type.Optional(Type.Record(HeaderName, Nullable(HeaderValue), FEW)),
    password: Type.Optional(
      Type.Object(
        { email: Type.String({ minLength: 3, maxLength: 254 }), password: Type.String({ maxLength: 1_000 }) },
        { additionalProperties: false },
      ),
    ),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.code })),
  },
  { additionalProperties: false },
);
export type SourceSecrets = Readonly<Static<typeof SourceSecrets>>;

/** Why a source is not connected, or an action not told. Closed: the window has words for each. */
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
export type Untold = Readonly<{ trouble: SourceTrouble; detail: Detail }>;

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
  /** Why they wait, where it is not for the connection; null: nothing is known against them. */
  untold: Untold | null;
  /** How far a burst of reads has come, of which some are not confirmed yet; null: all are. */
  marking: Readonly<{ done: number; total: number }> | null;
  /** Which secrets are there, and the origins that they were given for: no other is shown them. */
  secrets: Readonly<{ token: boolean; headers: readonly string[]; origins: readonly string[] }>;
  /** null: this source does not say who is online. */
  people: readonly Person[] | null;
}>;

/** All sources, in the order in which they were added. */
export type SourcesState = Readonly<{
  sources: readonly SourceView[];
  /** `plain`: this system has no keyring, so that secrets lie in a file that only its user reads. */
  keyring: 'encrypted' | 'plain';
}>;

/** An event that came; the newest 50 of each source are remembered, and of those over restarts as many as have 64 KB. */
export type SeenEvent = Readonly<{
  at: string;
  channel: string;
  /** Its name; in a Laravel app the notification's type. A template of this name takes it. */
  event: string;
  /** Other names by which a template takes it: the class of a Laravel notification beside its type. */
  aliases: readonly string[];
  /** JSON of what templates are filled from; long texts and lists in it are shortened until it has 8 KB. */
  data: string;
  /** Whether a notification was made of it. In a Laravel app, only what can be one has templates. */
  mapped: boolean;
  /** How it is shown where neither the user nor the event words it. */
  usual: Template | null;
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
export type Preview = Omit<Fields, 'type' | 'data'> &
  Readonly<{
    /** Fields that the event does not have. */
    missing: readonly string[];
    /** Parts of the template that this event leaves empty, or fills with what is no link; it is made without them. */
    problems: readonly ('title' | 'url' | 'icon')[];
  }>;
