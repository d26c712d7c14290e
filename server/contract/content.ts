/** Schemas for the fields of a notification (`rules/content.ts`): as a sender sends them, as a source does, and as a row has them. */
import Type, { type TOptional, type TSchema, type TUnsafe } from 'typebox';
import { GIVEN, SHOWN } from './content-shapes.ts';
import { ADDRESS_LIMIT, WEB } from './rules/content/read.ts';
import {
  FIELD_NAMES,
  FIELDS,
  type Field,
  type FieldName,
  type Fields,
  type Given,
  type Reply as ReplyValue,
  type Said,
  type ShownFields as Shown,
} from './rules/content.ts';
import { ExactNumber } from './rules/json/exact-json.ts';

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A JSON object with any fields. An `ExactNumber` looks like an empty object to a schema, so it is excluded. */
export const Data = Type.Refine(
  Type.Record(Type.String(), Type.Unknown()),
  (data) => !(data instanceof ExactNumber),
  () => 'must be object',
);

/** 1 (lowest) to 5 (critical); 3 is normal. */
export const Priority = Type.Integer({ minimum: 1, maximum: 5 });

/**
 * How a reader may answer, done by the reader's computer. `http`: `POST url` with JSON `{notification_id, text}`; `event`: a
 * client event (`client-…`) on a channel of the notification's source, with the same data and an `id`. Either may come twice,
 * with the same `Idempotency-Key` or `id`.
 */
export const Reply = Type.Union([
  Type.Object(
    { via: Type.Literal('http'), url: Type.String({ maxLength: ADDRESS_LIMIT, pattern: WEB }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      via: Type.Literal('event'),
      channel: Type.String({ minLength: 1, maxLength: 200, pattern: '^(private|presence)-' }),
      event: Type.String({ minLength: 8, maxLength: 200, pattern: '^client-' }),
    },
    { additionalProperties: false },
  ),
]);

export type Reply = ReplyValue;

function bounded(field: Field): TSchema {
  switch (field.is) {
    case 'line':
      return Type.String({ minLength: 1, maxLength: field.limit });
    case 'text':
      return Type.String({ maxLength: field.limit });
    case 'address':
      return Type.String({ maxLength: field.limit, pattern: field.pattern });
    case 'priority':
      return Priority;
    case 'json':
      return Data;
    case 'reply':
      return Reply;
    default:
      return GIVEN[field.is];
  }
}

/** Without bounds: rows met the bounds when they arrived, perhaps those of another version. */
function shown(field: Field): TSchema {
  if ('limit' in field) return Type.String();
  return field.is in SHOWN ? SHOWN[field.is as keyof typeof SHOWN] : bounded(field);
}

const nullable = (field: Field, schema: TSchema): TSchema =>
  'fallback' in field && field.fallback === null ? Nullable(schema) : schema;

const schemas = <S>(make: (field: Field) => TSchema): S =>
  Object.fromEntries(FIELD_NAMES.map((name) => [name, make(FIELDS[name])])) as S;

/** Fields with a fallback are optional, and never null. */
export const SentFields = schemas<{
  [N in FieldName]: null extends Said[N] ? TOptional<TUnsafe<NonNullable<Given<N>>>> : TUnsafe<Fields[N]>;
}>((field) => ('fallback' in field ? Type.Optional(bounded(field)) : bounded(field)));

/** Sparse fields may be missing, as they are from an older version. */
type Sparsely = {
  [N in FieldName]: undefined extends Shown[N] ? TOptional<TUnsafe<Fields[N]>> : TUnsafe<Fields[N]>;
};
const sparsely = (make: (field: Field) => TSchema): Sparsely =>
  schemas((field) => {
    const schema = nullable(field, make(field));
    return 'sparse' in field ? Type.Optional(schema) : schema;
  });

/** A source sends every field, with null for what it does not have. */
export const CollectedFields = sparsely(bounded);
export const ShownFields = sparsely(shown);

/** A sentence of Belfry's in the place of words: one of `rules/row-phrases.ts`, or of a later version. */
const Phrase = Type.Object({
  phrase: Type.String({ maxLength: 100 }),
  params: Type.Record(
    Type.String({ maxLength: 100 }),
    Type.Union([Type.String({ maxLength: 500 }), Type.Number()]),
  ),
});
/** Which words of a row are Belfry's, and not its sender's; views word them in their reader's language. */
export const Phrases = Type.Object({ title: Type.Optional(Phrase), message: Type.Optional(Phrase) });
