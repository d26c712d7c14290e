import type { SourceSecrets } from '#app/source-definition';
import {
  collect,
  type FieldName,
  NOTHING_STORED,
  type Problem,
  type Problems,
  type Stored,
} from './draft.ts';

/** The stored secrets that these addresses may use: none, if one of them is on a server for which they were not entered. */
export function storedFor(stored: Stored, addresses: readonly string[]): Stored {
  const origins = addresses.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
  return origins.every((origin) => stored.origins.includes(origin)) ? stored : NOTHING_STORED;
}

/** Whether there are secrets that cannot be used any longer. */
export const isLeft = (stored: Stored, now: Stored): boolean =>
  now !== stored && (stored.token || stored.headers.length > 0);

/** As typed. Empty: the stored one stays, unless the user drops it. */
export type TokenDraft = Readonly<{ token: string; dropToken: boolean }>;

/** The longest token or value of a header, in characters. */
const LONGEST = 4_000;

export const NO_TOKEN: TokenDraft = { token: '', dropToken: false };

export function tokenProblem(text: string): Problem | null {
  const token = text.trim();
  // A token is sent in a header.
  if (!/^[\x21-\x7e]*$/.test(token)) return 'token_invalid';
  return token.length > LONGEST ? 'too_long' : null;
}

/** Whether the source will have a token. */
export function hasToken({ token, dropToken }: TokenDraft, stored: boolean): boolean {
  return token.trim() !== '' || (stored && !dropToken);
}

export function readToken({ token, dropToken }: TokenDraft, stored: boolean): Pick<SourceSecrets, 'token'> {
  if (token.trim() !== '') return { token: token.trim() };
  return stored && dropToken ? { token: null } : {};
}

/** A row of the form. `stored`: there is a stored value, which is never shown. It stays while `value` is empty. */
export type HeaderDraft = Readonly<{ key: number; name: string; value: string; stored: boolean }>;

const MOST_HEADERS = 20;

export function headerDrafts(names: readonly string[]): readonly HeaderDraft[] {
  return names.map((name, key) => ({ key, name, value: '', stored: true }));
}

export function addHeader(rows: readonly HeaderDraft[]): readonly HeaderDraft[] {
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  return [...rows, { key, name: '', value: '', stored: false }];
}

export const mayAddHeader = (rows: readonly HeaderDraft[]): boolean => rows.length < MOST_HEADERS;

/** Header names are the same in upper and lower case. */
const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Whether the stored value still exists. @param stored names of the headers with a stored value */
export const isStored = (row: HeaderDraft, stored: readonly string[]): boolean =>
  row.stored && stored.includes(row.name);

function problemOf(
  row: HeaderDraft,
  rows: readonly HeaderDraft[],
  stored: readonly string[],
): Problem | null {
  if (!/^[A-Za-z0-9-]{1,100}$/.test(row.name.trim())) return 'header_name';
  if (rows.some((other) => other.key < row.key && sameName(other.name, row.name))) return 'header_twice';
  const value = row.value.trim();
  if (value === '') return isStored(row, stored) ? null : 'header_value';
  // The characters that Node accepts in a header.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return 'header_letters';
  return value.length > LONGEST ? 'too_long' : null;
}

/** Rows with neither name nor value do not count. */
export function readHeaders(
  all: readonly HeaderDraft[],
  stored: readonly string[],
): Readonly<{ headers: NonNullable<SourceSecrets['headers']>; count: number; problems: Problems }> {
  const rows = all.filter(({ name, value }) => name.trim() !== '' || value.trim() !== '');
  // By the exact name: a header that returns in another case replaces the old one.
  const removed = stored.filter((name) => !rows.some((row) => row.name.trim() === name));
  const changed = rows.filter(({ value }) => value.trim() !== '');
  const found: Partial<Record<FieldName, Problem | null>> = {};
  for (const row of rows) found[`header.${row.key}`] = problemOf(row, rows, stored);
  return {
    headers: {
      ...Object.fromEntries(removed.map((name) => [name, null])),
      ...Object.fromEntries(changed.map(({ name, value }) => [name.trim(), value.trim()])),
    },
    count: rows.length,
    problems: collect(found),
  };
}
