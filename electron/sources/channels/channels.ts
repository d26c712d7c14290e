import type { ChannelsSource } from '#app/sources';
import { BackendError } from '../../backend/client.ts';
import type { Adapter } from '../adapter.ts';
import { appOfAuth } from '../app-links.ts';
import { type Authorize, createAuthorize } from '../authorize.ts';
import { detail } from '../detail.ts';
import { createKeep } from '../keep.ts';
import { createLink, type Link, UNLINKED } from '../link.ts';
import { TYPING_EVENT } from '../people.ts';
import type { RemoteDeps } from '../remote.ts';
import { seenEvent } from '../seen.ts';
import { TroubleError } from '../trouble.ts';
import { answerAll, createUpstreamReply } from '../upstream-reply.ts';
import { createToItem } from './events.ts';
import { createGaps, type Gaps } from './gaps.ts';
import { createIntake } from './intake.ts';
import { createRooms } from './rooms.ts';

const refuse: Authorize = (_socketId, channel) =>
  Promise.reject(new TroubleError('channel_forbidden', detail('nobody_signs', { channel })));

/** Events of a bare Pusher app, as its templates make them notifications. What it sent while nobody listened is lost. */
export function createChannelsAdapter(definition: ChannelsSource, deps: RemoteDeps): Adapter {
  const { auth, channels } = definition;
  const intake = createIntake({ ...deps, keep: createKeep(deps) });
  const base = auth === null ? null : appOfAuth(auth);
  const toItem = createToItem({ ...deps, base, templates: definition.templates });
  const rooms = createRooms({ channels, base, onPeople: deps.onPeople });
  let link: Link | null = null;
  let gaps: Gaps | null = null;
  let disposed = false;

  const reply = createUpstreamReply({
    ...deps,
    trusted: auth === null ? [] : (definition.replies ?? []).map((path) => `${new URL(auth).origin}${path}`),
    say: async (channel, event, data) => link?.say(channel, event, data) ?? UNLINKED,
  });

  function onEvent(channel: string, event: string, data: unknown, userId: string | null): void {
    gaps?.heard();
    if (event === TYPING_EVENT) {
      rooms.onTyping(channel, data, userId);
      return;
    }
    const item = toItem(channel, event, data);
    deps.onEvent(seenEvent(deps.now(), { channel, event, data, mapped: item !== null }));
    if (item !== null) intake.push(item, event);
  }

  async function start(): Promise<void> {
    const cursor = await deps.cursor();
    if (disposed) return;
    gaps = createGaps({
      ...{ channels, cursor },
      keep: intake.note,
      doubt: () => link?.kick(),
      now: deps.now,
    });
    link = createLink({
      ...deps,
      key: definition.key,
      endpoint: definition.endpoint,
      channels,
      authorize: auth === null ? refuse : createAuthorize({ ...deps, url: auth }),
      onState: deps.onConnection,
      onSubscribed: (channel) => gaps?.subscribed(channel),
      onDisconnected() {
        gaps?.offline();
        rooms.away();
      },
      onEvent,
      onMembers: rooms.onMembers,
    });
  }

  return {
    start() {
      // The backend is waited for; what fails is its refusal, or comes of the end of this source.
      start().catch((error: unknown) => {
        if (!disposed)
          deps.log(`starting failed: ${error instanceof BackendError ? error.code : String(error)}`);
      });
    },
    kick() {
      // A new connection would be a break of our own making; a dead one is noticed soon, and its gap begins before that.
      if (link?.retry()) gaps?.check();
      else link?.kick();
    },
    tell: (entries) => answerAll(entries, reply),
    typing: (channel) => void link?.trigger(channel, TYPING_EVENT, rooms.myTyping(channel)),
    dispose() {
      gaps?.dispose();
      disposed = true;
      link?.dispose();
      rooms.dispose();
      intake.dispose();
    },
  };
}
