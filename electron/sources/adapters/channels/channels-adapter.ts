import type { ChannelsSource } from '#app/source-definition';
import { BackendError } from '../../../backend/backend.ts';
import type { Adapter, RemoteDeps } from '../../adapter.ts';
import { appOfAuth } from '../../app-links.ts';
import { detail } from '../../detail.ts';
import { type Authorize, answerAll, createAuthorize, createUpstreamReply } from '../../http/http.ts';
import { createLink, type Link, NOT_CONNECTED, TYPING_EVENT } from '../../link/link.ts';
import { seenEvent } from '../../templates/templates.ts';
import { TroubleError } from '../../trouble.ts';
import { createIngestBatch } from '../ingest-batch.ts';
import { createToItem } from './event-items.ts';
import { createGaps, type Gaps } from './gaps.ts';
import { createIntake } from './intake.ts';
import { createRooms } from './presence-rooms.ts';

const refuse: Authorize = (_socketId, channel) =>
  Promise.reject(new TroubleError('channel_forbidden', detail('nobody_signs', { channel })));

/** Bare Pusher channels: templates make notifications of their events. What is sent while the link is down is lost. */
export function createChannelsAdapter(definition: ChannelsSource, deps: RemoteDeps): Adapter {
  const { auth, channels } = definition;
  const intake = createIntake({ ...deps, ingestBatch: createIngestBatch(deps) });
  const base = auth === null ? null : appOfAuth(auth);
  const toItem = createToItem({ ...deps, base, templates: definition.templates });
  const rooms = createRooms({ channels, base, onPeople: deps.onPeople });
  let link: Link | null = null;
  let gaps: Gaps | null = null;
  let disposed = false;

  const reply = createUpstreamReply({
    ...deps,
    trusted: auth === null ? [] : (definition.replies ?? []).map((path) => `${new URL(auth).origin}${path}`),
    sendClientEvent: async (channel, event, data) =>
      link?.sendClientEvent(channel, event, data) ?? NOT_CONNECTED,
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
      store: intake.note,
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
      // An absent backend is waited for. This fails only if the backend refuses, or the source ends.
      start().catch((error: unknown) => {
        if (!disposed)
          deps.log(`starting failed: ${error instanceof BackendError ? error.code : String(error)}`);
      });
    },
    kick() {
      // Reconnecting a live connection would make a gap. A dead one is noticed soon, and its gap begins before that.
      if (link?.retry()) gaps?.check();
      else link?.kick();
    },
    deliver: (entries) => answerAll(entries, reply),
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
