import {
  cleanFields,
  everyField,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  type Fields,
  type Said,
  type ShownFields,
  wholeFields,
} from '#server/rules/content';
import { type Phrase, type Phrases, phrasesOf } from '#server/rules/row-phrases';
import { cleanLine } from '#server/rules/text/text';
import { timestamp } from '#server/rules/time';

/** Fields that are neither text nor numbers are stored as JSON, moments as milliseconds since 1970. */
type Stored<N extends FieldName> = (typeof FIELDS)[N]['is'] extends 'time'
  ? number | null
  : Fields[N] extends string | number | null
    ? Fields[N]
    : null extends Fields[N]
      ? string | null
      : string;

/**
 * The fields of a notification as they are stored. `data` is any JSON that a Laravel app sent, otherwise an object.
 */
export type StoredFields = { readonly [N in FieldName]: Stored<N> };

function stored(name: FieldName, value: unknown): unknown {
  if (value === null) return null;
  if (FIELDS[name].is === 'time') return Date.parse(value as string);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

const storedOf = (fields: Fields): StoredFields =>
  everyField((name) => stored(name, fields[name])) as StoredFields;

/** What is stored of a field that was not given. */
export const FALLBACKS: StoredFields = storedOf(wholeFields({ title: '' }));

/** Fields as they are stored: cleaned, with a fallback for each missing one. */
export const toStored = (said: Said): StoredFields => storedOf(cleanFields(said));

function shown(name: FieldName, value: string | number): unknown {
  switch (FIELDS[name].is) {
    case 'time':
      return timestamp(value as number);
    case 'line':
    case 'text':
    case 'address':
    case 'priority':
    case 'format':
      return value;
    default:
      return JSON.parse(value as string);
  }
}

/** Stored fields as answers have them, but `data`, which its own reader reads. */
export function fromStored(row: StoredFields): Omit<ShownFields, 'data'> {
  const fields: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) {
    const value = row[name];
    if (name === 'data' || ('sparse' in FIELDS[name] && value === FALLBACKS[name])) continue;
    fields[name] = value === null ? null : shown(name, value);
  }
  return fields as Omit<ShownFields, 'data'>;
}

function storedPhrase({ phrase, params }: Phrase): Phrase {
  const clean = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? cleanLine(value) : value,
  ]);
  return { phrase, params: Object.fromEntries(clean) };
}

/** As JSON; null: all of its words are its sender's. */
export function storedPhrases({ title, message }: Phrases): string | null {
  if (title === undefined && message === undefined) return null;
  return JSON.stringify(phrasesOf(title && storedPhrase(title), message && storedPhrase(message)));
}
