import type { ChannelsSource, PusherEndpoint, Template } from '#app/source-definition';
import { channelsIn, shownKind } from './channel-names.ts';
import {
  type Base,
  baseOf,
  collect,
  hasProblems,
  keyProblem,
  type Problem,
  type Reading,
  readBase,
  type Stored,
  urlProblem,
} from './draft.ts';
import { type EndpointDraft, endpointDraft, type Guess, newEndpoint, readEndpoint } from './endpoint.ts';
import { repliesIn, repliesOf, repliesProblem } from './reply-paths.ts';
import {
  type HeaderDraft,
  headerDrafts,
  NO_TOKEN,
  readHeaders,
  readToken,
  storedFor,
  type TokenDraft,
  tokenProblem,
} from './secrets.ts';

const LIMIT = 50;
const ORIGIN_LIMIT = 300;

/** There is no address to guess a host from. */
export const NO_HOST: Guess = { host: '', tls: true };

export type ChannelsDraft = Base &
  TokenDraft &
  Readonly<{
    key: string;
    endpoint: EndpointDraft;
    /** One per line. */
    channels: string;
    auth: string;
    origin: string;
    /** One per line. */
    replies: string;
    headers: readonly HeaderDraft[];
    templates: readonly Template[];
  }>;

export function newChannels(base: Base): ChannelsDraft {
  const endpoint = newEndpoint('pusher');
  return {
    ...{ ...base, ...NO_TOKEN, key: '', endpoint, channels: '' },
    ...{ auth: '', origin: '', replies: '', headers: [], templates: [] },
  };
}

export function channelsDraft(source: ChannelsSource, stored: Stored): ChannelsDraft {
  const { key, endpoint, channels, auth, templates } = source;
  return {
    ...baseOf(source),
    ...NO_TOKEN,
    key,
    endpoint: endpointDraft(endpoint, NO_HOST),
    channels: channels.join('\n'),
    auth: auth ?? '',
    origin: source.origin ?? '',
    replies: (source.replies ?? []).join('\n'),
    headers: headerDrafts(stored.headers),
    templates,
  };
}

/** Whether one of them needs a signature. */
export const needsAuth = (channels: readonly string[]): boolean =>
  channels.some((name) => !['public', 'invalid'].includes(shownKind(name)));

function channelsProblem(names: readonly string[]): Problem | null {
  if (names.length === 0) return 'channels_missing';
  if (names.some((name) => shownKind(name) === 'invalid')) return 'channels_invalid';
  return names.length > LIMIT ? 'channels_many' : null;
}

function authProblem(auth: string, isNeeded: boolean): Problem | null {
  if (auth !== '') return urlProblem(auth);
  return isNeeded ? 'auth_missing' : null;
}

/** People paste whole addresses, too; only the site is stored. */
function originProblem(origin: string): Problem | null {
  if (origin === '') return null;
  return urlProblem(origin) ?? (new URL(origin).origin.length > ORIGIN_LIMIT ? 'too_long' : null);
}

const nameOf = (endpoint: PusherEndpoint): string =>
  'cluster' in endpoint ? `Pusher ${endpoint.cluster}` : endpoint.host;

/** Its name if the user gives none; empty until the sockets are known. */
export function guessName({ endpoint }: ChannelsDraft): string {
  const sockets = readEndpoint(endpoint, NO_HOST);
  return sockets.ok ? nameOf(sockets.endpoint) : '';
}

/** The stored secrets that this draft may use. */
export const channelsStored = ({ auth }: ChannelsDraft, stored: Stored): Stored =>
  storedFor(stored, [auth.trim()]);

export function readChannels(draft: ChannelsDraft, before: Stored): Reading {
  const stored = channelsStored(draft, before);
  const key = draft.key.trim();
  const auth = draft.auth.trim();
  const origin = draft.origin.trim();
  const channels = channelsIn(draft.channels);
  const replies = repliesIn(draft.replies);
  const sockets = readEndpoint(draft.endpoint, NO_HOST);
  const { headers, problems: ofHeaders } = readHeaders(draft.headers, stored.headers);
  const problems = {
    ...collect({
      key: keyProblem(key),
      channels: channelsProblem(channels),
      auth: authProblem(auth, needsAuth(channels)),
      origin: originProblem(origin),
      replies: repliesProblem(replies),
      token: tokenProblem(draft.token),
    }),
    ...ofHeaders,
    ...(sockets.ok ? {} : sockets.problems),
  };
  if (hasProblems(problems) || !sockets.ok) return { ok: false, problems };
  return {
    ok: true,
    definition: {
      ...readBase(draft, nameOf(sockets.endpoint)),
      kind: 'channels',
      key,
      endpoint: sockets.endpoint,
      auth: auth === '' ? null : auth,
      ...(origin === '' ? {} : { origin: new URL(origin).origin }),
      channels: [...channels],
      ...repliesOf(replies),
      // The form asks for a title; without one, an event is called by its name.
      templates: draft.templates.map((template) => ({
        ...template,
        title: template.title ?? template.event,
      })),
    },
    secrets: { ...readToken(draft, stored.token), headers },
  };
}
