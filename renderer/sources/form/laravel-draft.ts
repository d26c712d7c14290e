import { LARAVEL_PATHS, LIMITS } from '#app/rules/source-bounds';
import type { LaravelSource, Template } from '#app/source-definition';
import { peopleChannel, shownKind, userChannel, userOf } from './channel-names.ts';
import {
  type Base,
  baseOf,
  collect,
  hasProblems,
  hostOf,
  isPath,
  keyProblem,
  type Problem,
  type Reading,
  readBase,
  type Stored,
  urlProblem,
  withSlash,
} from './draft.ts';
import { type EndpointDraft, endpointDraft, guessFrom, newEndpoint, readEndpoint } from './endpoint.ts';
import { repliesIn, repliesOf, repliesProblem } from './reply-paths.ts';
import {
  type HeaderDraft,
  hasToken,
  headerDrafts,
  NO_TOKEN,
  readHeaders,
  readToken,
  storedFor,
  type TokenDraft,
  tokenProblem,
} from './secrets.ts';

export type LaravelDraft = Base &
  TokenDraft &
  Readonly<{
    url: string;
    key: string;
    endpoint: EndpointDraft;
    /** Id of the user, or name of the channel. */
    user: string;
    auth: string;
    prefix: string;
    people: string;
    /** One per line. */
    replies: string;
    headers: readonly HeaderDraft[];
    templates: readonly Template[];
  }>;

export function newLaravel(base: Base): LaravelDraft {
  return {
    ...base,
    ...NO_TOKEN,
    ...{ url: '', key: '', user: '', auth: '', prefix: '', people: '', replies: '' },
    endpoint: newEndpoint('own'),
    headers: [],
    templates: [],
  };
}

export function laravelDraft(source: LaravelSource, stored: Stored): LaravelDraft {
  const { url, key, endpoint, auth, prefix, channel, people, templates } = source;
  return {
    ...baseOf(source),
    ...NO_TOKEN,
    url,
    key,
    endpoint: endpointDraft(endpoint, guessFrom(url)),
    user: userOf(channel),
    auth: auth === LARAVEL_PATHS.auth ? '' : auth,
    prefix: prefix === LARAVEL_PATHS.prefix ? '' : prefix,
    people: people ?? '',
    replies: (source.replies ?? []).join('\n'),
    headers: headerDrafts(stored.headers),
    templates,
  };
}

function orDefault(text: string, fallback: string): string {
  const path = text.trim().replace(/\/+$/, '');
  return path === '' ? fallback : withSlash(path);
}

/** A path on the app, or a whole address. */
const authOf = (text: string): string =>
  /^https?:/.test(text.trim()) ? text.trim() : orDefault(text, LARAVEL_PATHS.auth);

function authProblem(auth: string): Problem | null {
  if (!auth.startsWith('/')) return urlProblem(auth);
  return auth.length <= LIMITS.address && !/\s/.test(auth) ? null : 'path_invalid';
}

function userProblem(draft: LaravelDraft, channel: string): Problem | null {
  if (draft.user.trim() === '') return 'user_missing';
  return shownKind(channel) === 'invalid' ? 'user_invalid' : null;
}

/** The stored secrets that this draft may use. */
export const laravelStored = ({ url, auth }: LaravelDraft, stored: Stored): Stored =>
  storedFor(stored, [url.trim(), authOf(auth)]);

export function readLaravel(draft: LaravelDraft, before: Stored): Reading {
  const stored = laravelStored(draft, before);
  const url = draft.url.trim();
  const key = draft.key.trim();
  const channel = userChannel(draft.user);
  const people = peopleChannel(draft.people);
  const auth = authOf(draft.auth);
  const prefix = orDefault(draft.prefix, LARAVEL_PATHS.prefix);
  const replies = repliesIn(draft.replies);
  const sockets = readEndpoint(draft.endpoint, guessFrom(url));
  const { headers, count, problems: ofHeaders } = readHeaders(draft.headers, stored.headers);
  const isKnown = hasToken(draft, stored.token) || count > 0;
  const problems = {
    ...collect({
      url: urlProblem(url),
      key: keyProblem(key),
      user: userProblem(draft, channel),
      token: isKnown ? tokenProblem(draft.token) : 'token_needed',
      auth: authProblem(auth),
      prefix: isPath(prefix) ? null : 'path_invalid',
      replies: repliesProblem(replies),
      people: people === null || shownKind(people) === 'presence' ? null : 'people_invalid',
    }),
    ...ofHeaders,
    // Without an address there is no host either, and one problem is enough.
    ...(sockets.ok || urlProblem(url) !== null ? {} : sockets.problems),
  };
  if (hasProblems(problems) || !sockets.ok) return { ok: false, problems };
  const { endpoint } = sockets;
  const { templates } = draft;
  return {
    ok: true,
    definition: {
      ...readBase(draft, hostOf(url)),
      ...{ kind: 'laravel', url, key, endpoint, auth, prefix, channel, people, templates: [...templates] },
      ...repliesOf(replies),
    },
    secrets: { ...readToken(draft, stored.token), headers },
  };
}
