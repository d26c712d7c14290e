import type { WindowWords } from '#app/i18n/types';
import { LIMITS, PATTERNS } from '#app/rules/source-bounds';
import type { Colour, SourceDefinition, SourceSecrets } from '#app/source-definition';
import type { SourceView } from '#app/source-view';

export type Problem = keyof WindowWords['sources']['problem'];

/** A field that can have a problem. `header.`: by the key of its row. */
export type FieldName =
  | 'url'
  | 'key'
  | 'user'
  | 'token'
  | 'code'
  | 'email'
  | 'password'
  | 'channels'
  | 'host'
  | 'port'
  | 'path'
  | 'cluster'
  | 'auth'
  | 'origin'
  | 'prefix'
  | 'people'
  | 'replies'
  | `header.${number}`;

export type Problems = Readonly<Partial<Record<FieldName, Problem>>>;

/** The result of reading a form: a source, or its problems. */
export type Reading =
  | Readonly<{ ok: true; definition: SourceDefinition; secrets: SourceSecrets }>
  | Readonly<{ ok: false; problems: Problems }>;

/** What every kind of source has. */
export type Base = Readonly<{ id: string; name: string; colour: Colour; enabled: boolean }>;

/** Which secrets are stored. */
export type Stored = SourceView['secrets'];
export const NOTHING_STORED: Stored = { token: false, headers: [], origins: [] };

/** An id as the contract wants it: `s-` and letters or digits. */
const newId = (): string => `s-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;

export function newBase(colour: Colour): Base {
  return { id: newId(), name: '', colour, enabled: true };
}

export function baseOf({ id, name, colour, enabled }: SourceDefinition): Base {
  return { id, name, colour, enabled };
}

/** What the definition has of every kind; without a name, the source is called `guess`. */
export function readBase({ id, name, colour, enabled }: Base, guess: string): Base {
  return { id, name: (name.trim() || guess).slice(0, LIMITS.name), colour, enabled };
}

export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

export function collect(found: Readonly<Partial<Record<FieldName, Problem | null>>>): Problems {
  const problems: Partial<Record<FieldName, Problem>> = {};
  for (const [name, problem] of Object.entries(found)) {
    if (problem) problems[name as FieldName] = problem;
  }
  return problems;
}

export const hasProblems = (problems: Problems): boolean => Object.keys(problems).length > 0;

export function urlProblem(url: string): Problem | null {
  if (url === '') return 'url_missing';
  return url.length <= LIMITS.address && /^https?:\/\/[^\s]+$/.test(url) && URL.canParse(url)
    ? null
    : 'url_invalid';
}

export function keyProblem(key: string): Problem | null {
  if (key === '') return 'key_missing';
  return new RegExp(PATTERNS.key).test(key) ? null : 'key_invalid';
}

/** Whether this is a path in a URL, with its leading slash. */
export const isPath = (path: string): boolean =>
  path.length <= LIMITS.path && new RegExp(PATTERNS.path).test(path);

/** Paths are often written without their slash. */
export const withSlash = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
