import type { BelfrySource, PusherEndpoint } from '#app/sources';
import type { Delta } from '#server/inbox';
import { userChannel } from '#server/rules/channels';
import { deltaOf } from '../../inbox/delta-of.ts';
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
import { createTeamInbox } from './inbox.ts';
import { createReading } from './reading.ts';
import { createTell } from './tell.ts';

const PEOPLE = 'presence-online';
/** Without its channel, e.g. behind a proxy that knows no WebSockets, it is asked this often, in milliseconds. */
const ASK_EVERY = 60_000;

function endpointOf(base: string): PusherEndpoint {
  const { protocol, hostname, port, pathname } = new URL(base);
  const tls = protocol === 'https:';
  const path = pathname.replace(/\/+$/, '');
  return { host: hostname, port: Number(port) || (tls ? 443 : 80), tls, ...(path === '' ? {} : { path }) };
}

/** A Belfry team server: its revisions say what is missing, its channel says at once that something is. */
export function createBelfryAdapter(
  definition: BelfrySource,
  deps: RemoteDeps,
  { askEvery = ASK_EVERY }: Readonly<{ askEvery?: number }> = {},
): Adapter {
  const base = baseOf(definition.url);
  let signedIn = false;
  /** Key and user of the link. */
  let linked = '';
  let link: Link | null = null;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  const keep = createKeep({
    ...deps,
    // The source may have been removed meanwhile.
    ingest: (items, cursor) =>
      disposed ? Promise.reject(new Error('this source is disposed')) : deps.ingest(items, cursor),
  });
  const team = createTeamInbox(createApi({ ...deps, base }));
  const reading = createReading({ ...deps, team, keep });
  const standing = createStanding(deps.onConnection);
  const people = createPeople({ onPeople: deps.onPeople, base });
  const authorize = createAuthorize({ ...deps, url: `${base}/broadcasting/auth` });

  const attempts = createAttempts({
    ...deps,
    async job() {
      if (!signedIn) await signIn();
      await reading.run();
      if (disposed) return;
      standing.level();
      clearTimeout(timer);
      timer = setTimeout(askAnyway, askEvery * (0.9 + deps.random() / 5));
    },
    onFailed(error, retryAt) {
      deps.log(`sync failed: ${String(error)}`);
      standing.failed(error, retryAt);
    },
  });

  const tell = createTell({
    team,
    reply: createUpstreamReply({
      ...deps,
      trusted: [],
      say: async (channel, event, data) => link?.say(channel, event, data) ?? UNLINKED,
    }),
    onDelta: receive,
    onSignedOut: attempts.fail,
  });

  function askAnyway(): void {
    if (link?.state().status !== 'online') reading.behind();
    attempts.ask();
  }

  function receive(delta: Delta): number | undefined {
    const revision = reading.receive(delta);
    attempts.ask();
    return revision;
  }

  async function signIn(): Promise<void> {
    const { app_key, user } = await team.session();
    if (disposed) return;
    const key = `${app_key} ${user.id}`;
    signedIn = true;
    if (key === linked) return;
    linked = key;
    link?.dispose();
    link = open(app_key, userChannel(user.id));
  }

  function open(key: string, own: string): Link {
    return createLink({
      ...deps,
      key,
      endpoint: endpointOf(base),
      channels: [own, PEOPLE],
      essential: own,
      authorize,
      onState(state) {
        if (state.status !== 'online') people.away();
        standing.onLink(state);
        if (state.status !== 'stopped' || state.trouble !== 'key_unknown') return;
        // The server may have been given another one.
        signedIn = false;
        attempts.ask();
      },
      onSubscribed(channel) {
        if (channel !== own) return;
        standing.behind();
        reading.behind();
        attempts.hurry();
      },
      onEvent(channel, event, data, userId) {
        if (event === TYPING_EVENT) {
          people.onTyping(data, userId);
          return;
        }
        const delta = channel === own ? deltaOf(event, data) : null;
        // What is in it comes into the inbox as it is: nobody makes templates for it.
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
    tell(entries) {
      if (disposed) return Promise.resolve(entries.map((): Told => ({ outcome: 'retry' })));
      return tell(entries);
    },
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
