import type { Subscriber } from './app-state.ts';
import { type WatchlistEvent, watchlistEvents } from './frames.ts';
import type { User } from './identity.ts';

/** Signed-in users, and the connections that watch them. */
export interface SignedInUsers {
  signIn(subscriber: Subscriber, user: User): void;
  signOut(subscriber: Subscriber, user: User): void;
  /** A copy of a user's current connections. */
  subscribers(userId: string): readonly Subscriber[];
}

/** Sets of subscribers by key. Empty sets are removed. */
function createIndex() {
  const sets = new Map<string, Set<Subscriber>>();
  return {
    of: (key: string): ReadonlySet<Subscriber> | undefined => sets.get(key),
    add(key: string, subscriber: Subscriber): void {
      const set = sets.get(key);
      if (set === undefined) sets.set(key, new Set([subscriber]));
      else set.add(subscriber);
    },
    remove(key: string, subscriber: Subscriber): void {
      const set = sets.get(key);
      if (set?.delete(subscriber) && set.size === 0) sets.delete(key);
    },
  };
}

export function createSignedInUsers(): SignedInUsers {
  const online = createIndex();
  const watchers = createIndex();

  function notifyWatchers(name: WatchlistEvent['name'], userId: string): void {
    const watching = watchers.of(userId);
    if (watching === undefined) return;
    const frame = watchlistEvents([{ name, user_ids: [userId] }]);
    for (const subscriber of watching) subscriber.send(frame);
  }

  /** Sends the current state of the watched users. */
  function sendState(subscriber: Subscriber, watchlist: readonly string[]): void {
    const isOnline = (id: string): boolean => online.of(id) !== undefined;
    const events: WatchlistEvent[] = [
      { name: 'online', user_ids: watchlist.filter(isOnline) },
      { name: 'offline', user_ids: watchlist.filter((id) => !isOnline(id)) },
    ];
    const filled = events.filter(({ user_ids }) => user_ids.length > 0);
    if (filled.length > 0) subscriber.send(watchlistEvents(filled));
  }

  return {
    signIn(subscriber, { id, watchlist }) {
      const isFirst = online.of(id) === undefined;
      online.add(id, subscriber);
      // Before this connection starts to watch: it learns its own user's state below.
      if (isFirst) notifyWatchers('online', id);
      for (const watched of watchlist) watchers.add(watched, subscriber);
      sendState(subscriber, watchlist);
    },
    signOut(subscriber, { id, watchlist }) {
      for (const watched of watchlist) watchers.remove(watched, subscriber);
      online.remove(id, subscriber);
      if (online.of(id) === undefined) notifyWatchers('offline', id);
    },
    subscribers: (userId) => [...(online.of(userId) ?? [])],
  };
}
