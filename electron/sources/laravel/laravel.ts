import type { LaravelSource } from '#app/sources';
import type { Adapter, Told } from '../adapter.ts';
import { createApi } from '../api.ts';
import { createAttempts } from '../attempts.ts';
import { createAuthorize } from '../authorize.ts';
import { createKeep } from '../keep.ts';
import { createLink, type Link, UNLINKED } from '../link.ts';
import { createPeople, TYPING_EVENT } from '../people.ts';
import { baseOf, type RemoteDeps } from '../remote.ts';
import { seenEvent } from '../seen.ts';
import { createStanding } from '../standing.ts';
import { createUpstreamReply } from '../upstream-reply.ts';
import { createAllowance } from './allowance.ts';
import { createLaravelAuthorize } from './auth.ts';
import { createCatchUp } from './catch-up.ts';
import { createLive } from './live.ts';
import { createNormalise } from './normalise.ts';
import { createPages } from './pages.ts';
import { seenAs } from './preview.ts';
import { createReconcile } from './reconcile.ts';
import { createTell } from './tell.ts';

/** What Laravel does not broadcast is found out this often, in milliseconds, give or take a tenth. */
const CHECK_EVERY = 60_000;

/** A Laravel app: its user's channel for what is new, its list of notifications for what was missed. */
export function createLaravelAdapter(
  definition: LaravelSource,
  deps: RemoteDeps,
  { checkEvery = CHECK_EVERY, window }: Readonly<{ checkEvery?: number; window?: number }> = {},
): Adapter {
  const { channel, people: peopleChannel, prefix } = definition;
  const base = baseOf(definition.url);
  let link: Link | null = null;
  let socketId: string | null = null;
  let check: NodeJS.Timeout | undefined;
  let subscriptions = 0;
  let disposed = false;

  const keep = createKeep({
    ...deps,
    // The source may have been removed meanwhile.
    ingest: (items, cursor) =>
      disposed ? Promise.reject(new Error('this source is disposed')) : deps.ingest(items, cursor),
  });
  const allowance = createAllowance({ now: deps.now, ...(window === undefined ? {} : { window }) });
  const api = createApi({ ...deps, base, onAnswer: allowance.note });
  const normalise = createNormalise({ ...deps, base, templates: definition.templates });
  const pages = createPages({ ...deps, api, prefix, normalise });
  const catchUp = createCatchUp({ ...deps, pages, keep });
  const reconcile = createReconcile({ ...deps, pages, keep });
  const live = createLive({ ...deps, keep });
  const standing = createStanding(deps.onConnection);
  const people = createPeople({ onPeople: deps.onPeople, base });

  const attempts = createAttempts({
    ...deps,
    async job() {
      const asked = subscriptions;
      await catchUp.run();
      await reconcile.run();
      if (disposed) return;
      // What was subscribed meanwhile is followed by another run.
      if (asked === subscriptions) standing.level();
      clearTimeout(check);
      check = setTimeout(attempts.ask, checkEvery * (0.9 + deps.random() / 5));
    },
    onFailed(error, retryAt) {
      deps.log(`catch-up failed: ${String(error)}`);
      standing.failed(error, retryAt);
    },
  });

  const signed = createLaravelAuthorize(definition, {
    at: (url, hasSigned) => createAuthorize({ ...deps, url, hasSigned }),
    onSigned: deps.onSigned,
  });

  const tell = createTell({
    ...{ api, prefix, pages, allowance },
    socketId: () => socketId,
    reply: createUpstreamReply({
      ...deps,
      trusted: (definition.replies ?? []).map((path) => `${base}${path}`),
      say: async (on, event, data) => link?.say(on, event, data) ?? UNLINKED,
    }),
    onSignedOut: attempts.fail,
    onUntold: deps.onUntold,
  });

  function onEvent(on: string, event: string, data: unknown, userId: string | null): void {
    if (event === TYPING_EVENT) {
      people.onTyping(data, userId);
      return;
    }
    // Client events are other clients' words, not the app's.
    const item = on === channel && !event.startsWith('client-') ? normalise.event(on, event, data) : null;
    deps.onEvent(seenEvent(deps.now(), { channel: on, ...seenAs(event, data, item !== null) }));
    if (item !== null) live.push(item);
  }

  return {
    start() {
      link = createLink({
        ...deps,
        key: definition.key,
        endpoint: definition.endpoint,
        channels: peopleChannel === null ? [channel] : [channel, peopleChannel],
        essential: channel,
        authorize(id, name) {
          socketId = id;
          return signed(id, name);
        },
        onState(state) {
          if (state.status !== 'online') people.away();
          standing.onLink(state);
        },
        onSubscribed(name) {
          if (name !== channel) return;
          subscriptions += 1;
          standing.behind();
          attempts.hurry();
        },
        onEvent,
        onMembers: (name, members, me) => {
          if (name === peopleChannel) people.onMembers(members, me);
        },
      });
      if (peopleChannel === null) deps.onPeople(null);
      attempts.hurry();
    },
    kick() {
      link?.kick();
      attempts.hurry();
    },
    tell(entries) {
      if (disposed) return Promise.resolve(entries.map((): Told => ({ outcome: 'retry' })));
      return tell(entries);
    },
    typing: (on) => void link?.trigger(on, TYPING_EVENT, people.myTyping()),
    dispose() {
      disposed = true;
      clearTimeout(check);
      link?.dispose();
      attempts.dispose();
      live.dispose();
      people.dispose();
    },
  };
}
