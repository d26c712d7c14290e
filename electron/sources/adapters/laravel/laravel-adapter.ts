import type { LaravelSource } from '#app/source-definition';
import type { Adapter, RemoteDeps } from '../../adapter.ts';
import { baseOf } from '../../app-links.ts';
import { createApi, createAttempts, createAuthorize, createUpstreamReply } from '../../http/http.ts';
import {
  createConnectionState,
  createLink,
  createPeople,
  type Link,
  NOT_CONNECTED,
  TYPING_EVENT,
} from '../../link/link.ts';
import { seenAs, seenEvent } from '../../templates/templates.ts';
import type { UpstreamResult } from '../../upstream-result.ts';
import { createIngestBatch } from '../ingest-batch.ts';
import { createAllowance } from './allowance.ts';
import { createCatchUp } from './catch-up.ts';
import { createDeliver } from './deliver-to-app.ts';
import { createLaravelAuthorize } from './laravel-authorize.ts';
import { createLive } from './live.ts';
import { createNormalise } from './normalise.ts';
import { createPages } from './pages.ts';
import { createReconcile } from './reconcile.ts';

/** How often the list is asked for what Laravel does not broadcast, in milliseconds, give or take a tenth. */
const CHECK_EVERY = 60_000;

/** A Laravel app: its user's channel brings what is new, its list of notifications what was missed. */
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

  const ingestBatch = createIngestBatch({
    ...deps,
    // The source may have been removed in the meantime.
    ingest: (items, cursor) =>
      disposed ? Promise.reject(new Error('this source is disposed')) : deps.ingest(items, cursor),
  });
  const allowance = createAllowance({ now: deps.now, ...(window === undefined ? {} : { window }) });
  const api = createApi({ ...deps, base, onAnswer: allowance.note });
  const normalise = createNormalise({ ...deps, base, templates: definition.templates });
  const pages = createPages({ ...deps, api, prefix, normalise });
  const catchUp = createCatchUp({ ...deps, pages, ingestBatch });
  const reconcile = createReconcile({ ...deps, pages, ingestBatch });
  const live = createLive({ ...deps, ingestBatch });
  const connectionState = createConnectionState(deps.onConnection);
  const people = createPeople({ onPeople: deps.onPeople, base });

  const attempts = createAttempts({
    ...deps,
    async job() {
      const asked = subscriptions;
      await catchUp.run();
      await reconcile.run();
      if (disposed) return;
      // A subscription during the run leads to another run.
      if (asked === subscriptions) connectionState.caughtUp();
      clearTimeout(check);
      check = setTimeout(attempts.ask, checkEvery * (0.9 + deps.random() / 5));
    },
    onFailed(error, retryAt) {
      deps.log(`catch-up failed: ${String(error)}`);
      connectionState.failed(error, retryAt);
    },
  });

  const signed = createLaravelAuthorize(definition, {
    at: (url, hasSigned) => createAuthorize({ ...deps, url, hasSigned }),
    onSigned: deps.onSigned,
  });

  const deliver = createDeliver({
    ...{ api, prefix, pages, allowance },
    socketId: () => socketId,
    reply: createUpstreamReply({
      ...deps,
      trusted: (definition.replies ?? []).map((path) => `${base}${path}`),
      sendClientEvent: async (on, event, data) => link?.sendClientEvent(on, event, data) ?? NOT_CONNECTED,
    }),
    onSignedOut: attempts.fail,
    onUndelivered: deps.onUndelivered,
  });

  function onEvent(on: string, event: string, data: unknown, userId: string | null): void {
    if (event === TYPING_EVENT) {
      people.onTyping(data, userId);
      return;
    }
    // Client events come from other clients, not from the app.
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
          connectionState.onLink(state);
        },
        onSubscribed(name) {
          if (name !== channel) return;
          subscriptions += 1;
          connectionState.behind();
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
    deliver(entries) {
      if (disposed) return Promise.resolve(entries.map((): UpstreamResult => ({ outcome: 'retry' })));
      return deliver(entries);
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
