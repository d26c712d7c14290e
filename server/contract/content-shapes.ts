/** Schemas of the fields that have a shape of their own (`rules/content/`): as they are given, and as answers have them. */
import Type, { type TProperties, type TSchema } from 'typebox';
import { ACTION_LIMITS, HEADER_NAME, HEADER_VALUE, isOfSenders, METHODS } from './rules/content/actions.ts';
import { ATTACHMENT_LIMITS, MEDIA_TYPE } from './rules/content/attachments.ts';
import { EMERGENCY, FORMATS, readTime, TAG_LIMITS, TIME } from './rules/content/parts.ts';
import { ADDRESS_LIMIT, LINK, WEB } from './rules/content/read.ts';
import { isBlank } from './rules/text/shown-text.ts';
import { cleanText } from './rules/text/text.ts';

/** One line of which something can be seen. */
export const Line = (maxLength: number) =>
  Type.Refine(
    Type.String({ minLength: 1, maxLength }),
    (text) => !isBlank(text),
    () => 'must have something that can be seen',
  );
const Address = (pattern: string) => Type.String({ maxLength: ADDRESS_LIMIT, pattern });

/** An ISO 8601 time with its zone: `2026-11-22T10:02:00Z`. */
const Time = Type.Refine(
  Type.String({ pattern: TIME }),
  (text) => readTime(text) !== null,
  () => 'must be a time in ISO 8601',
);

const action = <T extends TProperties>(properties: T) =>
  Type.Object(
    { id: Type.Optional(Line(ACTION_LIMITS.id)), label: Line(ACTION_LIMITS.label), ...properties },
    { additionalProperties: false },
  );

const HttpRequest = Type.Refine(
  action({
    kind: Type.Literal('http'),
    url: Address(WEB),
    method: Type.Optional(Type.Enum([...METHODS])),
    headers: Type.Optional(
      Type.Record(
        Type.String({ pattern: HEADER_NAME }),
        Type.String({ maxLength: ACTION_LIMITS.header, pattern: HEADER_VALUE }),
        { maxProperties: ACTION_LIMITS.headers, additionalProperties: false },
      ),
    ),
    body: Type.Optional(Type.String({ maxLength: ACTION_LIMITS.body })),
  }),
  ({ method, body }) => method !== 'GET' || body === undefined,
  () => 'must not have a body, because its method is GET',
);
const HttpAction = Type.Refine(
  HttpRequest,
  ({ headers = {} }) => Object.keys(headers).every(isOfSenders),
  () => 'must not have a header that belongs to the connection or to its reader, such as Host or Cookie',
);

const GivenAction = Type.Union([
  action({ kind: Type.Literal('open'), url: Address(LINK) }),
  HttpAction,
  action({
    kind: Type.Literal('copy'),
    text: Type.Refine(
      Type.String({ minLength: 1, maxLength: ACTION_LIMITS.text }),
      (text) => cleanText(text) !== '',
      () => 'must have something besides control characters',
    ),
  }),
  action({ kind: Type.Literal('event'), event: Line(ACTION_LIMITS.event) }),
]);

const GivenAttachment = Type.Object(
  {
    name: Line(ATTACHMENT_LIMITS.name),
    url: Address(WEB),
    type: Type.Optional(Type.String({ maxLength: ATTACHMENT_LIMITS.type, pattern: MEDIA_TYPE })),
    size: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);

const seconds = ({ least, most }: Readonly<{ least: number; most: number }>) =>
  Type.Integer({ minimum: least, maximum: most });

export const GIVEN = {
  format: Type.Enum([...FORMATS]),
  tags: Type.Array(Type.String({ maxLength: TAG_LIMITS.tag }), { maxItems: TAG_LIMITS.tags }),
  actions: Type.Array(GivenAction, { maxItems: ACTION_LIMITS.actions }),
  attachments: Type.Array(GivenAttachment, { maxItems: ATTACHMENT_LIMITS.attachments }),
  time: Time,
  emergency: Type.Object(
    { retry: seconds(EMERGENCY.retry), expire: seconds(EMERGENCY.expire) },
    { additionalProperties: false },
  ),
} as const;

/** Anything that a later version may make of them: a reader takes what it understands (`wholeFields`). */
export const SHOWN = {
  format: Type.String(),
  tags: Type.Array(Type.String()),
  actions: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      kind: Type.String(),
      url: Type.Optional(Type.String()),
      method: Type.Optional(Type.String()),
      headers: Type.Optional(Type.Record(Type.String(), Type.String())),
      body: Type.Optional(Type.String()),
      text: Type.Optional(Type.String()),
      event: Type.Optional(Type.String()),
    }),
  ),
  attachments: Type.Array(
    Type.Object({
      name: Type.String(),
      url: Type.Optional(Type.String()),
      type: Type.Optional(Type.String()),
      size: Type.Optional(Type.Number()),
    }),
  ),
  time: Type.String(),
  emergency: Type.Object({ retry: Type.Number(), expire: Type.Number() }),
} as const satisfies Record<keyof typeof GIVEN, TSchema>;
