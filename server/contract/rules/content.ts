/**
 * The fields of a notification: the only list. From it come the schemas of what is sent, collected and shown
 * (`../content.ts`), the columns, and how a field is cleaned.
 */
import { cleanLine, cleanText } from './text.ts';

/** The type of a row about a gap, in which events may be missing. */
export const GAP_TYPE = 'belfry.gap';

/** The source of what is sent to this server directly. */
export const LOCAL = 'local';

export type Json = Readonly<Record<string, unknown>>;

/** How its reader may answer: see the schema in `../notification.ts`. */
export type Reply =
  | Readonly<{ via: 'http'; url: string }>
  | Readonly<{ via: 'event'; channel: string; event: string }>;

/** `limit`: the longest text, in UTF-16 units. `fallback`: the value of a missing field; a field without one is required. */
export type Field =
  | Readonly<{ is: 'line' | 'text'; limit: number; fallback?: string | null }>
  | Readonly<{ is: 'address'; limit: number; pattern: string; fallback: null }>
  | Readonly<{ is: 'priority'; fallback: number }>
  | Readonly<{ is: 'json'; fallback: Json }>
  | Readonly<{ is: 'reply'; fallback: null }>;

export const FIELDS = {
  /** The kind of event. */
  type: { is: 'line', limit: 200, fallback: 'notification' },
  title: { is: 'line', limit: 500 },
  message: { is: 'text', limit: 32_000, fallback: '' },
  /** Opened when the notification is clicked. */
  url: { is: 'address', limit: 2_000, pattern: '^(https?://|mailto:)', fallback: null },
  /** A picture. */
  icon: { is: 'address', limit: 2_000, pattern: '^https?://', fallback: null },
  /** 1 (lowest) to 5 (critical); 3 is normal. */
  priority: { is: 'priority', fallback: 3 },
  /** Notifications of one group replace each other on the screen. */
  group_key: { is: 'line', limit: 200, fallback: null },
  /** While one with this key is unread, another send folds into it. */
  dedupe_key: { is: 'line', limit: 200, fallback: null },
  /** Any other data of the sender. */
  data: { is: 'json', fallback: {} },
  reply: { is: 'reply', fallback: null },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

type Value<F extends Field> = F['is'] extends 'priority'
  ? number
  : F['is'] extends 'json'
    ? Json
    : F['is'] extends 'reply'
      ? Reply | null
      : F extends { fallback: null }
        ? string | null
        : string;

/** All fields with their values. */
export type Fields = { readonly [N in FieldName]: Value<(typeof FIELDS)[N]> };

/** Fields without a fallback are required. */
type Required = { [N in FieldName]: (typeof FIELDS)[N] extends { fallback: unknown } ? never : N }[FieldName];

/** Fields as given: missing ones, and those without a value, get their fallback. */
export type Said = Pick<Fields, Required> & {
  readonly [N in Exclude<FieldName, Required>]?: Fields[N] | null | undefined;
};

const nothing = (field: Field): unknown => ('fallback' in field ? field.fallback : '');

function clean(field: Field, value: unknown): unknown {
  switch (field.is) {
    case 'line':
    case 'address':
      return cleanLine(typeof value === 'string' ? value : '') || nothing(field);
    case 'text':
      return cleanText(typeof value === 'string' ? value : '') || nothing(field);
    case 'priority':
    case 'json':
    case 'reply':
      return value ?? field.fallback;
    default:
      return field satisfies never;
  }
}

/** Every field as given or with its fallback, and nothing else. */
export const wholeFields = (said: Said): Fields =>
  Object.fromEntries(FIELD_NAMES.map((name) => [name, said[name] ?? nothing(FIELDS[name])])) as Fields;

/** Every field, cleaned or with its fallback. A title of nothing but control characters becomes empty. */
export const cleanFields = (said: Said): Fields =>
  Object.fromEntries(FIELD_NAMES.map((name) => [name, clean(FIELDS[name], said[name])])) as Fields;
