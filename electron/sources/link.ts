import type { SourceConnection, UnheardChannel } from '#app/source-view';
import type { PusherEndpoint } from '#app/sources';
import { refusal } from '#server/rules/refusals';
import { createSupervisor } from '../inbox/supervisor.ts';
import { createPusher } from '../network/pusher.ts';
import { claimSockets, type ExactFrame, refusalOf } from '../network/pusher-sockets.ts';
import type { Socket } from '../network/stack.ts';
import type { Told } from './adapter.ts';
import { detail } from './detail.ts';
import { judge } from './judge.ts';
import { createSay } from './say.ts';
import { createSubscription, type Subscription } from './subscription.ts';
import { isLastingClose, paceAfter, TroubleError, troubleOf, troubleOfClose } from './trouble.ts';

/** How long connecting may take, from the name to the server's greeting: pusher-js would start over after 15 seconds. */
const ATTEMPT_LIMIT = 14_000;

/** What becomes of what is said before there is a link. */
export const UNLINKED: Told = { outcome: 'retry' };

export type LinkState =
  | Readonly<{ status: 'connecting' }>
  | Readonly<{ status: 'online'; unheard?: readonly UnheardChannel[] }>
  | Extract<SourceConnection, { status: 'waiting' | 'stopped' }>;

/** What an auth endpoint answers: a signature `key:hex`, and what it signed beside socket and channel. */
export type ChannelAuth = Readonly<{ auth: string; channel_data?: string; shared_secret?: string }>;

/** One Pusher connection with its channels. */
export interface Link {
  state(): LinkState;
  /** Connects anew at once: what looks connected may not be. */
  kick(): void;
  /** Asks at once for the channels that are not heard, if others are; false: none is. */
  retry(): boolean;
  /** Sends a client event that may get lost; false: not possible now. */
  trigger(channel: string, event: string, data: unknown): boolean;
  /** Sends a client event, and resolves when the server has taken it. Never rejects. */
  say(channel: string, event: string, data: unknown): Promise<Told>;
  dispose(): void;
}

export interface LinkDeps {
  readonly key: string;
  readonly endpoint: PusherEndpoint;
  readonly channels: readonly string[];
  /** Without this one it is not online, whatever else is heard. Default: any will do. */
  readonly essential?: string;
  /** Rejects with a TroubleError. Retried with back-off by the link (pusher-js does not). */
  authorize(socketId: string, channel: string): Promise<ChannelAuth>;
  /** `online` once every channel has been answered for, and one that matters is subscribed. */
  onState(state: LinkState): void;
  /** After each (re)subscription of each channel: whatever was missed before is to be asked for now. */
  onSubscribed(channel: string): void;
  /** The connection has ended, and with it every subscription. */
  onDisconnected?(): void;
  /** Every event of a subscribed channel but the protocol's own. `userId`: of a client event on a presence channel. */
  onEvent(channel: string, event: string, data: unknown, userId: string | null): void;
  /** Who is in a presence channel, after each change; `me` is the own id. */
  onMembers?(
    channel: string,
    members: readonly Readonly<{ id: string; info: unknown }>[],
    me: string | null,
  ): void;
  /** WebSocket factory that honours proxies and the CA store: `Network.socket`. */
  readonly socket: (url: string) => unknown;
  random(): number;
  now(): Date;
  log(message: string): void;
}

/** In front of `/app/{key}`. */
export function socketBase(endpoint: PusherEndpoint): string {
  if ('cluster' in endpoint) return `wss://ws-${endpoint.cluster}.pusher.com`;
  const { host, port, tls, path = '' } = endpoint;
  const name = /^[^[].*:/.test(host) ? `[${host}]` : host;
  return `${tls ? 'wss' : 'ws'}://${name}:${port}${path.replace(/\/$/, '')}`;
}

/**
 * A Pusher connection over the stock pusher-js, which is left to speak the protocol only: when to connect or subscribe anew is
 * decided here, because it gives up, waits a minute, or hammers, by the way in which a connection ends.
 */
export function createLink(deps: LinkDeps): Link {
  let state: LinkState = { status: 'connecting' };
  let connected = false;
  /** pusher-js is being told something: what it says meanwhile is no news. */
  let busy = false;
  let disposed = false;
  /** The frame that pusher-js is telling of, where it rounds. */
  let exact: ExactFrame | null = null;
  const base = socketBase(deps.endpoint);

  const sockets = claimSockets({
    open: (path) => deps.socket(base + path) as Socket,
    onRefused(code, message) {
      if (code === null) lost(new TroubleError('server_error', detail('refused', {}, message.slice(0, 200))));
      else lost(troubleOfClose(code, message), isLastingClose(code));
    },
    onClosed(code, reason, error) {
      if (error !== undefined) lost(troubleOf(error));
      else lost(troubleOfClose(code, reason), isLastingClose(code));
    },
    onFrame(frame) {
      exact = frame;
    },
    onIndigestible: (error) =>
      deps.log(`a frame makes no sense: ${error instanceof Error ? error.name : ''}`),
  });
  const pusher = createPusher(deps.key, sockets.host, (socketId, channel, callback) =>
    subscriptions.get(channel)?.authorize(socketId, callback),
  );
  const say = createSay(pusher);
  const subscriptions = new Map<string, Subscription>(
    deps.channels.map((name) => [
      name,
      createSubscription({ ...deps, name, pusher, exact: () => exact, onChange: refresh }),
    ]),
  );
  const supervisor = createSupervisor({
    random: deps.random,
    attempt: {
      limit: ATTEMPT_LIMIT,
      onLate: () => lost(new TroubleError('timeout', detail('no_greeting', {}))),
    },
    reconnect() {
      disconnect();
      quietly(() => pusher.connect());
    },
  });

  function quietly(work: () => void): void {
    busy = true;
    work();
    busy = false;
  }

  function disconnect(): void {
    const wasConnected = connected;
    connected = false;
    for (const subscription of subscriptions.values()) subscription.reset();
    quietly(() => pusher.disconnect());
    if (wasConnected) deps.onDisconnected?.();
  }

  function set(next: LinkState): void {
    if (disposed || JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    deps.onState(next);
  }

  /** `lasting`: the same attempt again would most likely fail as well. */
  function lost(trouble: TroubleError, lasting = false): void {
    if (disposed) return;
    disconnect();
    const pause = supervisor.failed(paceAfter(trouble.trouble, lasting));
    deps.log(`connection lost: ${trouble.trouble}`);
    set({
      status: lasting ? 'stopped' : 'waiting',
      trouble: trouble.trouble,
      detail: trouble.detail,
      retryAt: new Date(deps.now().getTime() + pause).toISOString(),
    });
  }

  /** From the channels' states to the link's. */
  function refresh(): void {
    if (!connected) return;
    set(
      judge(
        [...subscriptions].map(([channel, { state }]) => ({ channel, state: state() })),
        deps.essential,
      ),
    );
  }

  pusher.connection.bind('state_change', ({ current }: { current: string }) => {
    if (current === 'connected') {
      connected = true;
      supervisor.up();
      for (const subscription of subscriptions.values()) subscription.begin();
      refresh();
    } else if (!busy && connected) {
      // It is about to connect by itself, and cannot be stopped before it has.
      queueMicrotask(() => lost(new TroubleError('timeout', detail('dead', {}))));
    }
  });
  pusher.connection.bind('error', ({ type }: { type?: string }) => {
    if (type === 'HandshakeError') lost(new TroubleError('bad_answer', detail('no_pusher', {})));
  });
  pusher.connection.bind('message', ({ event, data }: { event: string; data: unknown }) => {
    if (event !== 'pusher:error') return;
    const { code, message } = refusalOf(data);
    if (code !== null && code !== 4009 && isLastingClose(code)) lost(troubleOfClose(code, message), true);
    else for (const subscription of subscriptions.values()) subscription.refused(code, message);
  });
  supervisor.begin();

  return {
    state: () => state,
    kick() {
      if (disposed) return;
      set({ status: 'connecting' });
      supervisor.kick();
    },
    retry() {
      const all = [...subscriptions.values()];
      if (!all.some(({ state }) => state().status === 'online')) return false;
      for (const subscription of all) subscription.retry();
      return true;
    },
    trigger(channel, event, data) {
      return subscriptions.get(channel)?.trigger(event, data) ?? false;
    },
    async say(channel, event, data) {
      const subscription = subscriptions.get(channel);
      // Another try would find the same.
      if (subscription?.takesWords !== true)
        return { outcome: 'refused', reason: refusal('channel', { channel }) };
      return say(() => subscription.trigger(event, data));
    },
    dispose() {
      disposed = true;
      supervisor.dispose();
      disconnect();
      sockets.release(pusher);
    },
  };
}
