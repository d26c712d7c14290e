import type { BelfrySource, PusherEndpoint } from '#app/source-definition';
import { RULES_EVENT } from '#server/channel';
import type { Delta } from '#server/inbox';
import { userChannel } from '#server/rules/channels';
import { teamActions } from '#server/rules/features';
import { deltaOf } from '../../../inbox/inbox.ts';
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
import { seenEvent } from '../../templates/templates.ts';
import type { UpstreamResult } from '../../upstream-result.ts';
import { createIngestBatch } from '../ingest-batch.ts';
import { createDeliver } from './deliver-to-team.ts';
import { createReading } from './reading.ts';
import { createTeamInbox } from './team-inbox.ts';
import { createTeamMutes } from './team-mutes.ts';

const PEOPLE = 'presence-online';
/** How often the server is asked without a channel, e.g. behind a proxy without WebSockets; in milliseconds. */
const ASK_EVERY = 60_000;

function endpointOf(base: string): PusherEndpoint {
  const { protocol, hostname, port, pathname } = new URL(base);
  const tls = protocol === 'https:';
  const path = pathname.replace(/\/+$/, '');
  return { host: hostname, port: Number(port) || (tls ? 443 : 80), tls, ...(path === '' ? {} : { path }) };
}

/** A Belfry team server. Its revisions say what is missing; its channel says at once that something is. */
export function createBelfryAdapter(
  definition: BelfrySource,
  deps: RemoteDeps,
  { askEvery = ASK_EVERY }: Readonly<{ askEvery?: number }> = {},
): Adapter {
  const base = baseOf(definition.url);
  let signedIn = false;
  /** App key and user of the present link. */
  let linked = '';
  let link: Link | null = null;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  const ingestBatch = createIngestBatch({
    ...deps,
    // The source may have been removed in the meantime.
    ingest: (items, cursor) =>
      disposed ? Promise.reject(new Error('this source is disposed')) : deps.ingest(items, cursor),
  });
  const team = createTeamInbox(createApi({ ...deps, base }));
  const reading = createReading({ ...deps, team, ingestBatch });
  const mutes = createTeamMutes({ ...deps, source: definition.id, team, onDelta: receive });
  const connectionState = createConnectionState(deps.onConnection);
  const people = createPeople({ onPeople: deps.onPeople, base });
  const authorize = createAuthorize({ ...deps, url: `${base}/broadcasting/auth` });

  const attempts = createAttempts({
    ...deps,
    async job() {
      if (!signedIn) await signIn();
      await reading.run();
      if (disposed) return;
      connectionState.caughtUp();
      await mutes.read();
      if (disposed) return;
      clearTimeout(timer);
      timer = setTimeout(askAnyway, askEvery * (0.9 + deps.random() / 5));
    },
    onFailed(error, retryAt) {
      deps.log(`sync failed: ${String(error)}`);
      connectionState.failed(error, retryAt);
    },
  });

  const deliver = createDeliver({
    team,
    now: deps.now,
    reply: createUpstreamReply({
      ...deps,
      trusted: [],
      sendClientEvent: async (channel, event, data) =>
        link?.sendClientEvent(channel, event, data) ?? NOT_CONNECTED,
    }),
    onDelta: receive,
    onSignedOut: attempts.fail,
  });

  function askAnyway(): void {
    if (link?.state().status !== 'online') {
      reading.behind();
      mutes.behind();
    }
    attempts.ask();
  }

  function receive(delta: Delta): number | undefined {
    const revision = reading.receive(delta);
    attempts.ask();
    return revision;
  }

  async function signIn(): Promise<void> {
    const { app_key, user, features } = await team.session();
    if (disposed) return;
    await deps.takes(teamActions(features));
    if (disposed) return;
    reading.offers(features);
    mutes.behind();
    const key = `${app_key} ${user.id}`;
    signedIn = true;
    if (key === linked) return;
    linked = key;
    link?.dispose();
    link = open(app_key, userChannel(user.id));
  }

  function open(key: string, own: string): Link {
    let isFirst = true;
    return createLink({
      ...deps,
      key,
      endpoint: endpointOf(base),
      channels: [own, PEOPLE],
      essential: own,
      authorize,
      onState(state) {
        if (state.status !== 'online') people.away();
        connectionState.onLink(state);
        if (state.status !== 'stopped' || state.trouble !== 'key_unknown') return;
        // The server may have another key now.
        signedIn = false;
        attempts.ask();
      },
      onSubscribed(channel) {
        if (channel !== own) return;
        // While it was away, it may have been replaced by another version.
        if (!isFirst) signedIn = false;
        isFirst = false;
        connectionState.behind();
        reading.behind();
        attempts.hurry();
      },
      onEvent(channel, event, data, userId) {
        if (event === TYPING_EVENT) {
          people.onTyping(data, userId);
          return;
        }
        if (channel === own && event === RULES_EVENT) {
          mutes.behind();
          attempts.ask();
          return;
        }
        const delta = channel === own ? deltaOf(event, data) : null;
        // Its data is not listed: a team server's notifications have no templates.
        deps.onEvent(seenEvent(deps.now(), { channel, event, data: null, mapped: delta !== null }));
        if (delta === null) return;
        if (delta === 'gap') {
          reading.behind();
          attempts.ask();
        } else {
          receive(delta);
        }
      },
      onMembers: (channel, members, me) => {
        if (channel === PEOPLE) people.onMembers(members, me);
      },
    });
  }

  return {
    start: attempts.hurry,
    kick() {
      reading.behind();
      link?.kick();
      attempts.hurry();
    },
    deliver(entries) {
      if (disposed) return Promise.resolve(entries.map((): UpstreamResult => ({ outcome: 'retry' })));
      return deliver(entries);
    },
    decide: mutes.decide,
    typing: (channel) => void link?.trigger(channel, TYPING_EVENT, people.myTyping()),
    dispose() {
      disposed = true;
      clearTimeout(timer);
      link?.dispose();
      attempts.dispose();
      people.dispose();
    },
  };
}
