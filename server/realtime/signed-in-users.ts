import type { Seat } from './app-state.ts';
import { type WatchlistEvent, watchlistEvents } from './frames.ts';
import type { User } from './identity.ts';

/** Who is signed in, and who is told of it. */
export interface Users {
  signIn(seat: Seat, user: User): void;
  signOut(seat: Seat, user: User): void;
  /** The connections of a user, as they are now. */
  seats(userId: string): readonly Seat[];
}

/** Puts a seat under each key; an empty set is not kept. */
function createIndex() {
  const sets = new Map<string, Set<Seat>>();
  return {
    of: (key: string): ReadonlySet<Seat> | undefined => sets.get(key),
    add(key: string, seat: Seat): void {
      const set = sets.get(key);
      if (set === undefined) sets.set(key, new Set([seat]));
      else set.add(seat);
    },
    remove(key: string, seat: Seat): void {
      const set = sets.get(key);
      if (set?.delete(seat) && set.size === 0) sets.delete(key);
    },
  };
}

export function createUsers(): Users {
  const online = createIndex();
  const watchers = createIndex();

  function tell(name: WatchlistEvent['name'], userId: string): void {
    const told = watchers.of(userId);
    if (told === undefined) return;
    const frame = watchlistEvents([{ name, user_ids: [userId] }]);
    for (const seat of told) seat.send(frame);
  }

  /** Where the watched stand at the moment of signing in. */
  function sendState(seat: Seat, watchlist: readonly string[]): void {
    const isOnline = (id: string): boolean => online.of(id) !== undefined;
    const events: WatchlistEvent[] = [
      { name: 'online', user_ids: watchlist.filter(isOnline) },
      { name: 'offline', user_ids: watchlist.filter((id) => !isOnline(id)) },
    ];
    const filled = events.filter(({ user_ids }) => user_ids.length > 0);
    if (filled.length > 0) seat.send(watchlistEvents(filled));
  }

  return {
    signIn(seat, { id, watchlist }) {
      const isFirst = online.of(id) === undefined;
      online.add(id, seat);
      // Told before this connection watches: of itself it learns by its own state.
      if (isFirst) tell('online', id);
      for (const watched of watchlist) watchers.add(watched, seat);
      sendState(seat, watchlist);
    },
    signOut(seat, { id, watchlist }) {
      for (const watched of watchlist) watchers.remove(watched, seat);
      online.remove(id, seat);
      if (online.of(id) === undefined) tell('offline', id);
    },
    seats: (userId) => [...(online.of(userId) ?? [])],
  };
}
