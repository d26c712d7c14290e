import { ExactNumber } from './exact-json.ts';
import { cleanLine, cleanText } from './rules/text.ts';

/**
 * A Laravel notification as it is broadcast. Laravel writes `{...fields, id, type}`, where `type` is the class; many apps put
 * their fields, their own `type` among them, under `data`.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** What Laravel itself puts beside a notification's own fields. */
const ENVELOPE = new Set(['id', 'type', 'data', 'read_at', 'created_at', 'updated_at']);

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** Its own fields, without Laravel's, whichever shape it has. A `data` without names is one of them. */
export function ownFields(payload: Fields): Fields {
  const { data } = payload;
  const beside = Object.fromEntries(Object.entries(payload).filter(([name]) => !ENVELOPE.has(name)));
  if (isObject(data)) return { ...beside, ...data };
  return data === undefined || data === null ? beside : { ...beside, data };
}

/** Never cut within a pair. */
const bounded = (text: string, limit: number): string => text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');

function firstOf(
  fields: Fields,
  names: readonly string[],
  limit: number,
  clean: (text: string) => string,
): string | null {
  for (const name of names) {
    const value = fields[name];
    const text = typeof value === 'string' ? bounded(clean(value), limit).trim() : '';
    if (text !== '') return text;
  }
  return null;
}

/** The first of these fields that says something, fit to be kept; `limit` in UTF-16 units. */
export const textOf = (fields: Fields, names: readonly string[], limit: number): string | null =>
  firstOf(fields, names, limit, cleanText);

/** The same for what has one line. */
export const lineOf = (fields: Fields, names: readonly string[], limit: number): string | null =>
  firstOf(fields, names, limit, cleanLine);
