/**
 * The fields of a notification: the only list. From it come the schemas of what is sent, collected and shown
 * (`../content.ts`), the columns, and how a field is cleaned.
 */
import { type GivenAction, readActions, type SenderAction } from './content/actions.ts';
import { type Attachment, readAttachments } from './content/attachments.ts';
import {
  type Emergency,
  type Format,
  readEmergency,
  readFormat,
  readTags,
  readTime,
} from './content/parts.ts';
import { ADDRESS_LIMIT, LINK, WEB } from './content/read.ts';
import { cleanLine, cleanText } from './text/text.ts';

/** The type of a row about a gap, in which events may be missing. */
export const GAP_TYPE = 'belfry.gap';
/** Type of the notification that its user has asked for, to see that there is one. */
export const TEST_TYPE = 'belfry.test';

/** The source of what is sent to this server directly. */
export const LOCAL = 'local';

export type Json = Readonly<Record<string, unknown>>;

/** How its reader may answer: see the schema in `../notification.ts`. */
export type Reply =
  | Readonly<{ via: 'http'; url: string }>
  | Readonly<{ via: 'event'; channel: string; event: string }>;

/**
 * How the fields with a shape of their own are read, from any author: what has another shape is ignored. Reading twice
 * changes nothing.
 */
const READERS = {
  format: readFormat,
  tags: readTags,
  actions: readActions,
  attachments: readAttachments,
  /** ISO 8601 outside, milliseconds since 1970 in storage. */
  time: readTime,
  emergency: readEmergency,
} as const;
type Shape = keyof typeof READERS;

/**
 * `limit`: the longest text, in UTF-16 units. `fallback`: the value of a missing field; a field without one is required. `sparse`: left
 * out where it has its fallback, as it is by older servers.
 */
export type Field =
  | Readonly<{ is: 'line' | 'text'; limit: number; fallback?: string | null; sparse?: true }>
  | Readonly<{ is: 'address'; limit: number; pattern: string; fallback: null }>
  | Readonly<{ is: 'priority'; fallback: number }>
  | Readonly<{ is: 'json'; fallback: Json }>
  | Readonly<{ is: 'reply'; fallback: null }>
  | { [S in Shape]: Readonly<{ is: S; fallback: ReturnType<(typeof READERS)[S]>; sparse: true }> }[Shape];

export const FIELDS = {
  /** The kind of event. */
  type: { is: 'line', limit: 200, fallback: 'notification' },
  title: { is: 'line', limit: 500 },
  message: { is: 'text', limit: 32_000, fallback: '' },
  /** Opened when the notification is clicked. */
  url: { is: 'address', limit: ADDRESS_LIMIT, pattern: LINK, fallback: null },
  /** A picture. */
  icon: { is: 'address', limit: ADDRESS_LIMIT, pattern: WEB, fallback: null },
  /** 1 (lowest) to 5 (critical); 3 is normal. */
  priority: { is: 'priority', fallback: 3 },
  /** Notifications of one group replace each other on the screen. */
  group_key: { is: 'line', limit: 200, fallback: null },
  /** While one with this key is unread, another send folds into it. */
  dedupe_key: { is: 'line', limit: 200, fallback: null },
  /** Any other data of the sender. */
  data: { is: 'json', fallback: {} },
  reply: { is: 'reply', fallback: null },
  /** How `message` is written. */
  format: { is: 'format', fallback: 'text', sparse: true },
  tags: { is: 'tags', fallback: [], sparse: true },
  /** Who sends it. */
  sender: { is: 'line', limit: 200, fallback: null, sparse: true },
  /** What its sender offers to do with it. */
  actions: { is: 'actions', fallback: [], sparse: true },
  attachments: { is: 'attachments', fallback: [], sparse: true },
  /** When its sender has no more use for it. */
  expires_at: { is: 'time', fallback: null, sparse: true },
  /** It insists until it is acknowledged. */
  emergency: { is: 'emergency', fallback: null, sparse: true },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

interface Shapes {
  priority: number;
  json: Json;
  reply: Reply | null;
  format: Format;
  tags: readonly string[];
  actions: readonly SenderAction[];
  attachments: readonly Attachment[];
  time: string | null;
  emergency: Emergency | null;
}
type Value<F extends Field> = F['is'] extends keyof Shapes
  ? Shapes[F['is']]
  : F extends { fallback: null }
    ? string | null
    : string;

/** All fields with their values. */
export type Fields = { readonly [N in FieldName]: Value<(typeof FIELDS)[N]> };

/** Fields without a fallback are required. */
type Required = { [N in FieldName]: (typeof FIELDS)[N] extends { fallback: unknown } ? never : N }[FieldName];

type Sparse = { [N in FieldName]: (typeof FIELDS)[N] extends { sparse: true } ? N : never }[FieldName];

/** Fields as answers have them. */
export type ShownFields = Omit<Fields, Sparse> & { readonly [N in Sparse]?: Fields[N] };

/** A field as it is given. */
export type Given<N extends FieldName> = N extends 'actions' ? readonly GivenAction[] : Fields[N];

/** Fields as given: missing ones, and those without a value, get their fallback. */
export type Said = Pick<Fields, Required> & {
  readonly [N in Exclude<FieldName, Required>]?: Given<N> | null | undefined;
};

const nothing = (field: Field): unknown => ('fallback' in field ? field.fallback : '');

/** The field as it can be used; texts are not cleaned. */
function whole(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return nothing(field);
  return field.is in READERS ? READERS[field.is as Shape](value) : value;
}

function clean(field: Field, value: unknown): unknown {
  switch (field.is) {
    case 'line':
    case 'address':
      return cleanLine(typeof value === 'string' ? value : '') || nothing(field);
    case 'text':
      return cleanText(typeof value === 'string' ? value : '') || nothing(field);
    default:
      return whole(field, value);
  }
}

/**
 * A value for each field. It begins as a copy of the list: V8 makes a slow dictionary of an object to which so many fields are added by
 * computed names, and of all its copies.
 */
export function everyField(make: (name: FieldName) => unknown): Record<FieldName, unknown> {
  const fields: Record<FieldName, unknown> = { ...FIELDS };
  for (const name of FIELD_NAMES) fields[name] = make(name);
  return fields;
}

/** Every field as given or with its fallback, and nothing else; also of an answer, perhaps of another version's server. */
export const wholeFields = (said: Said): Fields =>
  everyField((name) => whole(FIELDS[name], said[name])) as Fields;

/** Every field, cleaned or with its fallback. A title of nothing but control characters becomes empty. */
export const cleanFields = (said: Said): Fields =>
  everyField((name) => clean(FIELDS[name], said[name])) as Fields;
