import type { AppEvent, Apps, RealtimeApp } from '../apps/apps.ts';
import type { AppState, AppStates, Subscriber } from './app-state.ts';
import { type Channels, createChannels } from './channels/channels.ts';
import { eventFrame } from './frames.ts';
import type { Limits } from './limits.ts';
import { USER_CHANNEL_PREFIX } from './protocol.ts';
import { createSignedInUsers, type SignedInUsers } from './signed-in-users.ts';

/** The state of an app as its own connections use it. */
export interface LiveAppState extends AppState {
  /** All connections, by socket id. */
  readonly subscribers: Map<string, Subscriber>;
  readonly live: Pick<Channels, 'join' | 'leave' | 'relay'>;
  readonly users: AppState['users'];
  readonly signedIn: Pick<SignedInUsers, 'signIn' | 'signOut'>;
  /** Whether the app was removed or disabled while clients are connected. */
  readonly closed: boolean;
}

export interface LiveAppStates extends AppStates {
  get(app: RealtimeApp): LiveAppState;
}

export interface AppStatesDeps {
  readonly apps: Apps;
  readonly limits: Pick<Limits, 'members' | 'cache' | 'counts'>;
  /** In milliseconds. */
  readonly now: () => number;
  /** Called in the middle of a change; must neither throw nor call back. */
  readonly onEvent: (app: RealtimeApp, event: AppEvent) => void;
}

function createAppState(known: RealtimeApp, { apps, limits, now, onEvent }: AppStatesDeps): LiveAppState {
  const current = (): RealtimeApp => apps.byId(known.id) ?? known;
  const subscribers = new Map<string, Subscriber>();
  /** The token that allowed each subscription of a connection; null: its sign-in. */
  const tokensOf = new WeakMap<Subscriber, Map<string | null, number>>();
  const signedIn = createSignedInUsers();
  const channels = createChannels({
    limits,
    now,
    countsSubscribers: () => current().subscriptionCount,
    onEvent: (event) => onEvent(current(), event),
  });

  function sendToUser(userId: string, event: string, data: string, except?: string): void {
    const recipients = signedIn.subscribers(userId);
    if (recipients.length === 0) return;
    const frame = eventFrame(`${USER_CHANNEL_PREFIX}${userId}`, event, data);
    for (const subscriber of recipients) if (subscriber.socketId !== except) subscriber.send(frame);
  }

  return {
    subscribers,
    live: channels,
    signedIn,
    get app() {
      return current();
    },
    get closed() {
      return apps.byId(known.id)?.enabled !== true;
    },
    get connections() {
      return subscribers.size;
    },
    publish(channel, event, data, except) {
      if (channel.startsWith(USER_CHANNEL_PREFIX)) {
        sendToUser(channel.slice(USER_CHANNEL_PREFIX.length), event, data, except);
      } else channels.publish(channel, event, data, except);
    },
    sendToUser,
    terminateUser(userId) {
      for (const subscriber of signedIn.subscribers(userId)) subscriber.disconnect('terminated');
    },
    bindToken(socketId, tokenId, channel) {
      const subscriber = subscribers.get(socketId);
      if (subscriber === undefined) return;
      const tokens = tokensOf.get(subscriber);
      if (tokens === undefined) tokensOf.set(subscriber, new Map([[channel, tokenId]]));
      else tokens.set(channel, tokenId);
    },
    bindings: () =>
      [...subscribers.values()].flatMap((subscriber) =>
        [...(tokensOf.get(subscriber) ?? [])].map(([channel, tokenId]) => ({ tokenId, channel })),
      ),
    disconnectWhere(isRevoked) {
      for (const subscriber of [...subscribers.values()]) {
        if ([...(tokensOf.get(subscriber)?.values() ?? [])].some(isRevoked))
          subscriber.disconnect('terminated');
      }
    },
    recheck(mayListen) {
      for (const subscriber of [...subscribers.values()]) {
        for (const [channel, tokenId] of tokensOf.get(subscriber) ?? []) {
          // Also when it has left the channel: its signature would let it in again.
          if (channel === null || mayListen(tokenId, channel)) continue;
          subscriber.disconnect('rights_changed');
          break;
        }
      }
    },
    channels: (prefix = '') => channels.list(prefix),
    channel: channels.info,
    users: channels.users,
    cached: channels.cached,
  };
}

/** The live state of every app, created when first asked for. */
export function createAppStates(deps: AppStatesDeps): LiveAppStates {
  const appStates = new Map<string, LiveAppState>();
  return {
    get(app) {
      const known = appStates.get(app.id);
      if (known !== undefined) return known;
      const appState = createAppState(app, deps);
      appStates.set(app.id, appState);
      return appState;
    },
  };
}
