import type { Subscriber } from '../app-state.ts';
import type { Member } from '../frames.ts';

/** The users on one presence channel. A user is present from the first of its connections to the last. */
export interface Presence {
  readonly count: number;
  /** `added`: a new user. `present`: another connection of a user who is there. */
  join(subscriber: Subscriber, member: Member): 'added' | 'present' | 'full';
  /** @returns the user who has left, if this was the last connection */
  leave(subscriber: Subscriber): Member | null;
  of(subscriber: Subscriber): Member | null;
  members(): Member[];
}

/** @param limit users */
export function createPresence(limit: number): Presence {
  /** By the id as text: 5 and "5" are one user. */
  const users = new Map<string, { readonly member: Member; connections: number }>();
  const subscribers = new Map<Subscriber, Member>();

  return {
    get count() {
      return users.size;
    },
    join(subscriber, member) {
      const key = String(member.id);
      const user = users.get(key);
      if (user === undefined && users.size >= limit) return 'full';
      // The first announcement stays: a second tab must not rename the user.
      subscribers.set(subscriber, user?.member ?? member);
      if (user === undefined) users.set(key, { member, connections: 1 });
      else user.connections += 1;
      return user === undefined ? 'added' : 'present';
    },
    leave(subscriber) {
      const member = subscribers.get(subscriber);
      if (member === undefined) return null;
      subscribers.delete(subscriber);
      const user = users.get(String(member.id));
      if (user === undefined) return null;
      user.connections -= 1;
      if (user.connections > 0) return null;
      users.delete(String(member.id));
      return member;
    },
    of: (subscriber) => subscribers.get(subscriber) ?? null,
    members: () => [...users.values()].map(({ member }) => member),
  };
}
