import type { PusherEndpoint } from '#app/source-definition';
import { refusal } from '#server/rules/refusals';
import { createSupervisor } from '../../inbox/inbox.ts';
import type { Socket } from '../../network/network.ts';
import { claimSockets, createPusher, type ExactFrame, refusalOf } from '../../pusher/pusher.ts';
import { detail } from '../detail.ts';
import { isLastingClose, paceAfter, TroubleError, troubleOf, troubleOfClose } from '../trouble.ts';
import type { UpstreamResult } from '../upstream-result.ts';
import { createSendClientEvent } from './client-events.ts';
import { combineStates } from './combined-state.ts';
import type { LinkDeps, LinkState } from './link-types.ts';
import { createSubscription, type Subscription } from './subscription.ts';

export { createConnectionState } from './connection-state.ts';
export type { LinkDeps, LinkState, Member } from './link-types.ts';
export { createPeople, type People, TYPING_EVENT } from './people.ts';

/** How long connecting may take, from the DNS lookup to the server's greeting, in milliseconds: pusher-js starts over after 15 s. */
const ATTEMPT_LIMIT = 14_000;

/** The result of a client event before there is a link. */
export const NOT_CONNECTED: UpstreamResult = { outcome: 'retry' };

/** One Pusher connection with its channels. */
export interface Link {
  state(): LinkState;
  /** Reconnects at once: what looks connected may not be. */
  kick(): void;
  /** Subscribes at once to the channels that are not subscribed, if others are; false: none is. */
  retry(): boolean;
  /** Sends a client event that may be lost; false: not possible now. */
  trigger(channel: string, event: string, data: unknown): boolean;
  /** Sends a client event. Resolves when the server has taken it; never rejects. */
  sendClientEvent(channel: string, event: string, data: unknown): Promise<UpstreamResult>;
  dispose(): void;
}

/** The address of the sockets, before `/app/{key}`. */
export function socketBase(endpoint: PusherEndpoint): string {
  if ('cluster' in endpoint) return `wss://ws-${endpoint.cluster}.pusher.com`;
  const { host, port, tls, path = '' } = endpoint;
  const name = /^[^[].*:/.test(host) ? `[${host}]` : host;
  return `${tls ? 'wss' : 'ws'}://${name}:${port}${path.replace(/\/$/, '')}`;
}

/**
 * A Pusher connection over the stock pusher-js, which only speaks the protocol. When to reconnect or to subscribe again is decided here:
 * depending on how a connection ends, pusher-js gives up, waits a minute, or hammers the server.
 */
export function createLink(deps: LinkDeps): Link {
  let state: LinkState = { status: 'connecting' };
  let connected = false;
  /** A call into pusher-js is running: the state changes that it reports meanwhile are ours. */
  let busy = false;
  let disposed = false;
  /** The exact content of the frame that pusher-js reports now, where it rounds a number. */
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
  const sendClientEvent = createSendClientEvent(pusher);
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

  /** Takes the link's state from its channels. */
  function refresh(): void {
    if (!connected) return;
    set(
      combineStates(
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
      // pusher-js is about to reconnect by itself, and can be stopped only after this event.
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
    async sendClientEvent(channel, event, data) {
      const subscription = subscriptions.get(channel);
      // Another attempt would find the same.
      if (subscription?.takesClientEvents !== true)
        return { outcome: 'refused', reason: refusal('channel', { channel }) };
      return sendClientEvent(() => subscription.trigger(event, data));
    },
    dispose() {
      disposed = true;
      supervisor.dispose();
      disconnect();
      sockets.release(pusher);
    },
  };
}
