import type { Seat } from '../app-state.ts';
import type { Member } from '../frames.ts';

/** The users on one presence channel. A user is there from the first of its connections to the last. */
export interface Presence {
  readonly count: number;
  /** `added`: a user has come. `present`: another connection of one that is there. */
  join(seat: Seat, member: Member): 'added' | 'present' | 'full';
  /** @returns the user that has gone, if this was the last connection */
  leave(seat: Seat): Member | null;
  of(seat: Seat): Member | null;
  members(): Member[];
}

/** @param limit users */
export function createPresence(limit: number): Presence {
  /** By the text of the id: 5 and "5" are one user. */
  const users = new Map<string, { readonly member: Member; connections: number }>();
  const seats = new Map<Seat, Member>();

  return {
    get count() {
      return users.size;
    },
    join(seat, member) {
      const key = String(member.id);
      const user = users.get(key);
      if (user === undefined && users.size >= limit) return 'full';
      // What the user was announced as stays; a second tab does not rename anybody.
      seats.set(seat, user?.member ?? member);
      if (user === undefined) users.set(key, { member, connections: 1 });
      else user.connections += 1;
      return user === undefined ? 'added' : 'present';
    },
    leave(seat) {
      const member = seats.get(seat);
      if (member === undefined) return null;
      seats.delete(seat);
      const user = users.get(String(member.id));
      if (user === undefined) return null;
      user.connections -= 1;
      if (user.connections > 0) return null;
      users.delete(String(member.id));
      return member;
    },
    of: (seat) => seats.get(seat) ?? null,
    members: () => [...users.values()].map(({ member }) => member),
  };
}
