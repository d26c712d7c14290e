/**
 * Rules, mutes and saved filters: what a user has decided beforehand. They live in the account of the server that receives the
 * notifications, and run there, for every device. What comes from a Belfry server has been decided over by that one: here they do not run
 * for it (`except_sources`). Their changes are no revision of the inbox; the event `rules.changed` says that there is a new `version`.
 */
import Type, { type Static } from 'typebox';
import { Nullable } from './content.ts';
import { Line } from './content-shapes.ts';
import { Notification, NotificationId, Timestamp } from './notification.ts';
import { FILTER_LENGTH } from './rules/filter/filter.ts';
import { MUTABLE, RULE_EFFECTS, RULES_LIMIT } from './rules/verdicts.ts';

/** Of rules, mutes and saved filters together: another one after each change. null: there never was any. */
const Version = Nullable(Type.String());
const ExceptSources = Type.Array(Type.String());

/** Days in the filter of a rule begin at midnight UTC. */
const FilterText = Type.String({ maxLength: FILTER_LENGTH });
const Name = Line(100);

/** What was not understood in a filter: it is searched as words (`rules/filter`). */
const Remarks = Type.Array(
  Type.Object({
    code: Type.Enum(['unknown_operator', 'unknown_value', 'no_words']),
    text: Type.String(),
  }),
);

/** `sound`: the name of one, for devices that have it. `on`: false: it is kept, and does not run. */
const RULE = { name: Name, filter: FilterText, do: Type.Enum([...RULE_EFFECTS]) };
export const RuleInput = Type.Object(
  {
    ...RULE,
    sound: Type.Optional(Nullable(Line(64))),
    on: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type RuleInput = Readonly<Static<typeof RuleInput>>;

export const Rule = Type.Object({
  id: Type.String(),
  ...RULE,
  sound: Nullable(Type.String()),
  on: Type.Boolean(),
  remarks: Remarks,
});
export type Rule = Readonly<Static<typeof Rule>>;

/** `GET /api/rules`, in their order: the first that matches an arrival decides, alone. A mute decides before all of them. */
export const Rules = Type.Object({
  version: Version,
  rules: Type.Array(Rule),
  except_sources: ExceptSources,
});
export type Rules = Readonly<Static<typeof Rules>>;

/** `POST /api/rules` adds one behind all others; `PUT /api/rules/{id}` replaces one in its place. */
export const RuleAnswer = Type.Object({ version: Version, rule: Rule });
export type RuleAnswer = Readonly<Static<typeof RuleAnswer>>;

/** After any other change. */
export const DecisionsChanged = Type.Object({ version: Version });
export type DecisionsChanged = Readonly<Static<typeof DecisionsChanged>>;

/** `PUT /api/rules/order`: the ids of all rules. */
export const RuleOrder = Type.Object(
  {
    ids: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: RULES_LIMIT,
      uniqueItems: true,
    }),
  },
  { additionalProperties: false },
);

export const PreviewRequest = Type.Object({ filter: FilterText }, { additionalProperties: false });
/** So much of a notification that its reader knows which one it is. `data`: only of what Belfry itself says. */
const Previewed = Type.Object({
  ...Type.Pick(Notification, ['id', 'source', 'type', 'title', 'sender', 'phrases', 'created_at']).properties,
  data: Type.Optional(Notification.properties.data),
});
export type Previewed = Readonly<Static<typeof Previewed>>;

/**
 * `POST /api/rules/preview`: which of the newest notifications, as they arrived, a rule with this filter would have matched. `of`: how
 * many it looked at, without those of `except_sources`. `items`: the newest `PREVIEWED_ITEMS` of them; older servers do not send it.
 */
export const Preview = Type.Object({
  ids: Type.Array(NotificationId),
  items: Type.Optional(Type.Array(Previewed)),
  of: Type.Integer({ minimum: 0 }),
  remarks: Remarks,
});
export type Preview = Readonly<Static<typeof Preview>>;

/** A mute that has not ended. `until`: null: until it is taken away. */
export const Mute = Type.Object({
  id: Type.String(),
  what: Type.Enum([...MUTABLE]),
  source: Type.String(),
  /** A thread's `group_key`, a type, or a sender's name; empty for a source. */
  key: Type.String(),
  until: Nullable(Timestamp),
  created_at: Timestamp,
});
export type Mute = Readonly<Static<typeof Mute>>;

/** `GET /api/mutes`, oldest first. The actions `mute` and `unmute` change them. */
export const Mutes = Type.Object({
  version: Version,
  mutes: Type.Array(Mute),
  except_sources: ExceptSources,
});
export type Mutes = Readonly<Static<typeof Mutes>>;

const Source = Type.String({ minLength: 1, maxLength: 64 });
const MUTE = {
  kind: Type.Literal('mute'),
  what: Type.Enum([...MUTABLE]),
  /** null: until it is taken away. */
  until: Nullable(Timestamp),
};
/**
 * What it covers and is unread counts no more, and what arrives later never does. A mute of the same thing replaces an earlier one. Its end
 * changes nothing that has arrived. `key`: see `Mute`.
 */
const MuteThing = Type.Object(
  {
    action: Type.Object(
      { ...MUTE, source: Source, key: Type.Optional(Type.String({ maxLength: 200 })) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
/** Mutes what this notification is of. */
const MuteOfRow = Type.Object(
  {
    action: Type.Object(MUTE, { additionalProperties: false }),
    ids: Type.Array(NotificationId, { minItems: 1, maxItems: 1 }),
  },
  { additionalProperties: false },
);
/** `mute`: its id. */
const Unmute = Type.Object(
  {
    action: Type.Object(
      { kind: Type.Literal('unmute'), mute: Type.String({ minLength: 1, maxLength: 64 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export const ActionOnMutes = Type.Union([MuteThing, MuteOfRow, Unmute]);
export type ActionOnMutes = Readonly<Static<typeof ActionOnMutes>>;

export const SavedFilterId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
/** `PUT /api/inbox/filters/{id}`, with an id that the client chooses; idempotent. `position`: its place among the others. */
export const SavedFilterInput = Type.Object(
  {
    name: Name,
    filter: Type.String({ minLength: 1, maxLength: FILTER_LENGTH }),
    position: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  },
  { additionalProperties: false },
);
export type SavedFilterInput = Readonly<Static<typeof SavedFilterInput>>;
export const SavedFilter = Type.Object({
  id: Type.String(),
  ...SavedFilterInput.properties,
  remarks: Remarks,
});
export type SavedFilter = Readonly<Static<typeof SavedFilter>>;
/** `GET /api/inbox/filters`, by position. */
export const SavedFilters = Type.Object({ version: Version, filters: Type.Array(SavedFilter) });
export type SavedFilters = Readonly<Static<typeof SavedFilters>>;
export const SavedFilterAnswer = Type.Object({ version: Version, filter: SavedFilter });
export type SavedFilterAnswer = Readonly<Static<typeof SavedFilterAnswer>>;
