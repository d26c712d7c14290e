import Type, { type Static, type TSchema } from 'typebox';
import { Nullable, Priority, Reply } from '#server/content';
import type { SourceKind } from '#server/rules/source-kinds';
import { SourceId } from '#server/source';
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

/** A template for events of bare channels, for which nobody else says a title. */
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
      /** What stands in front of `/app/{key}`. */
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
    /** Paths on the server of `auth`. */
    replies: Replies,
    channels: Type.Array(ChannelName, { minItems: 1, maxItems: 50, uniqueItems: true }),
    templates: Type.Array(TitledTemplate, MANY),
  },
  { additionalProperties: false },
);
export type BelfrySource = Readonly<Static<typeof BelfrySource>>;
export type LaravelSource = Readonly<Static<typeof LaravelSource>>;
export type ChannelsSource = Readonly<Static<typeof ChannelsSource>>;

/** The schema of each kind. */
export const SOURCE_SCHEMAS = {
  belfry: BelfrySource,
  laravel: LaravelSource,
  channels: ChannelsSource,
} as const satisfies Readonly<Record<SourceKind, TSchema>>;

export type SourceDefinition = {
  [K in SourceKind]: Readonly<Static<(typeof SOURCE_SCHEMAS)[K]>>;
}[SourceKind];
export type DefinitionOf<K extends SourceKind> = Extract<SourceDefinition, { kind: K }>;
export const SourceDefinition = Type.Unsafe<SourceDefinition>(Type.Union(Object.values(SOURCE_SCHEMAS)));

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
