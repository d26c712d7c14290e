import { LIMITS } from '#app/rules/source-bounds';
import type { BelfrySource, SourceSecrets } from '#app/source-definition';
import type { Enrolment } from '#app/state';
import {
  type Base,
  baseOf,
  collect,
  hasProblems,
  hostOf,
  type Problem,
  type Problems,
  type Reading,
  readBase,
  urlProblem,
} from './draft.ts';
import { tokenProblem } from './secrets.ts';

export const WAYS = ['code', 'password', 'token'] as const;
export type Way = (typeof WAYS)[number];

export type BelfryDraft = Base &
  Readonly<{
    url: string;
    /** The server with a sign-in; null: none yet. */
    signedInTo: string | null;
    /** null: the existing session continues. */
    way: Way | null;
    code: string;
    email: string;
    password: string;
    token: string;
  }>;

const NO_ENTRY = { code: '', email: '', password: '', token: '' } as const;

/** @param enroll the contents of an enrolment link */
export function newBelfry(base: Base, enroll: Enrolment | null): BelfryDraft {
  const { server = '', code = '' } = enroll ?? {};
  return { ...base, ...NO_ENTRY, url: server, signedInTo: null, way: 'code', code };
}

/** @param again whether the user must sign in again */
export function belfryDraft(source: BelfrySource, again: boolean): BelfryDraft {
  const { url } = source;
  return { ...baseOf(source), ...NO_ENTRY, url, signedInTo: url, way: again ? 'code' : null };
}

/** The way of signing in that this draft has. Another server always needs a sign-in. */
export function wayOf({ way, url, signedInTo }: BelfryDraft): Way | null {
  return way ?? (url.trim() === signedInTo ? null : 'code');
}

function emailProblem(email: string): Problem | null {
  if (email === '') return 'email_missing';
  return email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email) ? null : 'email_invalid';
}

function entryOf(draft: BelfryDraft): Readonly<{ secrets: SourceSecrets; problems: Problems }> {
  const way = wayOf(draft);
  switch (way) {
    case null:
      return { secrets: {}, problems: {} };
    case 'code': {
      const code = draft.code.trim();
      const problem = code.length > LIMITS.code ? 'too_long' : null;
      return { secrets: { code }, problems: collect({ code: code === '' ? 'code_missing' : problem }) };
    }
    case 'password': {
      const { password } = draft;
      const email = draft.email.trim();
      const problem = password.length > 1_000 ? 'too_long' : null;
      return {
        secrets: { password: { email, password } },
        problems: collect({
          email: emailProblem(email),
          password: password === '' ? 'password_missing' : problem,
        }),
      };
    }
    case 'token': {
      const token = draft.token.trim();
      return {
        secrets: { token },
        problems: collect({ token: token === '' ? 'token_missing' : tokenProblem(token) }),
      };
    }
    default:
      return way satisfies never;
  }
}

export function readBelfry(draft: BelfryDraft): Reading {
  const url = draft.url.trim();
  const entry = entryOf(draft);
  const problems = { ...collect({ url: urlProblem(url) }), ...entry.problems };
  if (hasProblems(problems)) return { ok: false, problems };
  return {
    ok: true,
    definition: { ...readBase(draft, hostOf(url)), kind: 'belfry', url },
    secrets: entry.secrets,
  };
}
