import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Fields } from '../system/files/files.ts';

/** Where a part stands that cannot be read, and why: `['lines', 'local', 'neverContent']`, `must be boolean`. */
export type Unreadable = Readonly<{ path: readonly string[]; reason: string }>;

/** `value`: what could be read; undefined: nothing. */
export type Read = Readonly<{ value: unknown; unreadable: readonly Unreadable[] }>;

/** The keywords of a schema that matter here. `ifLost`: what counts while nothing, or not all of it, can be read. */
type Keywords = Readonly<{
  ifLost?: unknown;
  properties?: Readonly<Record<string, TSchema>>;
  required?: readonly string[];
  patternProperties?: Readonly<Record<string, TSchema>>;
  items?: TSchema;
}>;

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;

function lost(schema: TSchema, value: unknown, path: readonly string[]): Read {
  const [error] = Value.Errors(schema, value);
  return {
    value: (schema as Keywords).ifLost,
    unreadable: [{ path, reason: error?.message ?? 'is not valid' }],
  };
}

/** Those with a value, by name. */
const valuesOf = (parts: readonly (readonly [name: string, read: Read])[]): Fields =>
  Object.fromEntries(
    parts.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const])),
  );

const unreadableOf = (parts: readonly (readonly [name: string, read: Read])[]): readonly Unreadable[] =>
  parts.flatMap(([, { unreadable }]) => unreadable);

/** All entries that can be read, however many there are. */
function readEntries(schema: TSchema, fields: Fields, path: readonly string[]): Read {
  const parts = Object.entries(fields).map(
    ([name, value]) => [name, readParts(schema, value, [...path, name])] as const,
  );
  return { value: valuesOf(parts), unreadable: unreadableOf(parts) };
}

function readObject(schema: TSchema, fields: Fields, path: readonly string[]): Read {
  const { properties = {}, required = [], ifLost } = schema as Keywords;
  const parts = Object.entries(properties)
    .filter(([name]) => Object.hasOwn(fields, name) || required.includes(name))
    .map(([name, part]) => [name, readParts(part, fields[name], [...path, name])] as const);
  const unknown = Object.keys(fields)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({ path: [...path, name], reason: 'is unknown' }));
  const values = valuesOf(parts);
  const isWhole = required.every((name) => Object.hasOwn(values, name));
  return {
    value: isWhole ? { ...values, ...(unknown.length > 0 && fieldsOf(ifLost)) } : ifLost,
    unreadable: [...unreadableOf(parts), ...unknown],
  };
}

function readList(schema: TSchema, items: TSchema, list: readonly unknown[], path: readonly string[]): Read {
  const parts = list.map((value, at) => [`${at}`, readParts(items, value, [...path, `${at}`])] as const);
  const value = parts.flatMap(([, read]) => (read.value === undefined ? [] : [read.value]));
  if (!Value.Check(schema, value)) return lost(schema, value, path);
  return { value, unreadable: unreadableOf(parts) };
}

/**
 * Reads as much of a value as fits its schema: an entry or a property that does not is left out, or counts as its schema's `ifLost`. A
 * property that has no such value and is required takes its object with it.
 */
export function readParts(schema: TSchema, value: unknown, path: readonly string[]): Read {
  if (Value.Check(schema, value)) return { value, unreadable: [] };
  const { properties, patternProperties = {}, items } = schema as Keywords;
  const fields = fieldsOf(value);
  const [entry] = Object.values(patternProperties);
  if (fields !== null && entry !== undefined) return readEntries(entry, fields, path);
  if (fields !== null && properties !== undefined) return readObject(schema, fields, path);
  if (Array.isArray(value) && items !== undefined) return readList(schema, items, value, path);
  return lost(schema, value, path);
}
