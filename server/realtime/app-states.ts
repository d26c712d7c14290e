import type { AppEvent, Apps, RealtimeApp } from '../apps/apps.ts';
import type { Realm, Realms, Seat } from './app-state.ts';
import { type Channels, createChannels } from './channels/channels.ts';
import { eventFrame } from './frames.ts';
import type { Limits } from './limits.ts';
import { USER_CHANNEL_PREFIX } from './protocol.ts';
import { createUsers, type Users } from './signed-in-users.ts';

/** A realm as its own connections use it. */
export interface LiveRealm extends Realm {
  /** By their socket ids. */
  readonly seats: Map<string, Seat>;
  readonly live: Pick<Channels, 'join' | 'leave' | 'relay'>;
  readonly users: Realm['users'];
  readonly signedIn: Pick<Users, 'signIn' | 'signOut'>;
  /** Removed or disabled while its clients are connected. */
  readonly closed: boolean;
}

export interface LiveRealms extends Realms {
  get(app: RealtimeApp): LiveRealm;
}

export interface RealmsDeps {
  readonly apps: Apps;
  readonly limits: Pick<Limits, 'members' | 'cache' | 'counts'>;
  /** In milliseconds. */
  readonly now: () => number;
  /** Called in the middle of things: must neither throw nor call back. */
  readonly onEvent: (app: RealtimeApp, event: AppEvent) => void;
}

function createRealm(known: RealtimeApp, { apps, limits, now, onEvent }: RealmsDeps): LiveRealm {
  const current = (): RealtimeApp => apps.byId(known.id) ?? known;
  const seats = new Map<string, Seat>();
  /** The token that let a connection into a channel; null: that signed it in. */
  const vouchers = new WeakMap<Seat, Map<string | null, number>>();
  const signedIn = createUsers();
  const channels = createChannels({
    limits,
    now,
    countsSubscribers: () => current().subscriptionCount,
    onEvent: (event) => onEvent(current(), event),
  });

  function sendToUser(userId: string, event: string, data: string, except?: string): void {
    const told = signedIn.seats(userId);
    if (told.length === 0) return;
    const frame = eventFrame(`${USER_CHANNEL_PREFIX}${userId}`, event, data);
    for (const seat of told) if (seat.socketId !== except) seat.send(frame);
  }

  return {
    seats,
    live: channels,
    signedIn,
    get app() {
      return current();
    },
    get closed() {
      return apps.byId(known.id)?.enabled !== true;
    },
    get connections() {
      return seats.size;
    },
    publish(channel, event, data, except) {
      if (channel.startsWith(USER_CHANNEL_PREFIX)) {
        sendToUser(channel.slice(USER_CHANNEL_PREFIX.length), event, data, except);
      } else channels.publish(channel, event, data, except);
    },
    sendToUser,
    terminateUser(userId) {
      for (const seat of signedIn.seats(userId)) seat.dismiss('terminated');
    },
    vouch(socketId, tokenId, channel) {
      const seat = seats.get(socketId);
      if (seat === undefined) return;
      const vouched = vouchers.get(seat);
      if (vouched === undefined) vouchers.set(seat, new Map([[channel, tokenId]]));
      else vouched.set(channel, tokenId);
    },
    bindings: () =>
      [...seats.values()].flatMap((seat) =>
        [...(vouchers.get(seat) ?? [])].map(([channel, tokenId]) => ({ tokenId, channel })),
      ),
    expel(isOut) {
      for (const seat of [...seats.values()]) {
        if ([...(vouchers.get(seat)?.values() ?? [])].some(isOut)) seat.dismiss('terminated');
      }
    },
    recheck(mayListen) {
      for (const seat of [...seats.values()]) {
        for (const [channel, tokenId] of vouchers.get(seat) ?? []) {
          // Also where it is not on the channel (any more): the signature that it was given would open it again.
          if (channel === null || mayListen(tokenId, channel)) continue;
          seat.dismiss('rights_changed');
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

/** The live state of every app, made when first asked for. */
export function createRealms(deps: RealmsDeps): LiveRealms {
  const realms = new Map<string, LiveRealm>();
  return {
    get(app) {
      const known = realms.get(app.id);
      if (known !== undefined) return known;
      const realm = createRealm(app, deps);
      realms.set(app.id, realm);
      return realm;
    },
  };
}
