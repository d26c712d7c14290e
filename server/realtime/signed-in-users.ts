import type { Subscriber } from './app-state.ts';
import { type WatchlistEvent, watchlistEvents } from './frames.ts';
import type { User } from './identity.ts';

/** Who is signed in, and who is watching of it. */
export interface SignedInUsers {
  signIn(subscriber: Subscriber, user: User): void;
  signOut(subscriber: Subscriber, user: User): void;
  /** The connections of a user, as they are now. */
  subscribers(userId: string): readonly Subscriber[];
}

/** Puts a subscriber under each key; an empty set is not kept. */
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

  /** Where the watched stand at the moment of signing in. */
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
      // Told before this connection watches: of itself it learns by its own state.
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
