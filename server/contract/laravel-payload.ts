/**
 * A Laravel notification as it is broadcast. Laravel writes `{...fields, id, type}`, where `type` is the class; many apps put
 * their fields, their own `type` among them, under `data`.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** What Laravel itself puts beside a notification's own fields. */
const ENVELOPE = new Set(['id', 'type', 'data', 'read_at', 'created_at', 'updated_at']);

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its own fields, without Laravel's, whichever shape it has. */
export function ownFields(payload: Fields): Fields {
  const beside = Object.fromEntries(Object.entries(payload).filter(([name]) => !ENVELOPE.has(name)));
  return isObject(payload.data) ? { ...beside, ...payload.data } : beside;
}

/** SQLite's text functions and one of the drivers stop at a NUL. A pair that is cut in two is no character. */
const clean = (text: string, limit: number): string =>
  text
    .replaceAll('\0', '')
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '');

/** The first of these fields that says something, fit to be kept; `limit` in UTF-16 units. */
export function textOf(fields: Fields, names: readonly string[], limit: number): string | null {
  for (const name of names) {
    const value = fields[name];
    const text = typeof value === 'string' ? clean(value, limit).trim() : '';
    if (text !== '') return text;
  }
  return null;
}
