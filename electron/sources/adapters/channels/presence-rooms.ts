import type { Person } from '#app/source-view';
import { createPeople, type Member, type People } from '../../link/link.ts';

/** Who is in any presence channel of a source, each person once. */
export interface Rooms {
  onMembers(channel: string, members: readonly Member[], me: string | null): void;
  onTyping(channel: string, data: unknown, userId: string | null): void;
  /** The data of the typing event that this user sends in a channel. */
  myTyping(channel: string): Readonly<Record<string, string>>;
  /** The connection is gone: nobody is known to be online. */
  away(): void;
  dispose(): void;
}

export function createRooms(deps: {
  readonly channels: readonly string[];
  /** Address of the app, without a slash at its end, for pictures without a host; null: unknown. */
  readonly base: string | null;
  /** null: none of the channels is a presence channel. */
  onPeople(people: readonly Person[] | null): void;
}): Rooms {
  const present = new Map<string, readonly Person[]>();
  const names = deps.channels.filter((name) => name.startsWith('presence-'));
  const rooms = new Map<string, People>(
    names.map((name) => [
      name,
      createPeople({
        base: deps.base,
        onPeople(people) {
          present.set(name, people);
          report();
        },
      }),
    ]),
  );
  if (names.length === 0) deps.onPeople(null);

  function report(): void {
    const all = new Map<string, Person>();
    for (const person of [...present.values()].flat()) {
      const typing = person.typing || all.get(person.id)?.typing === true;
      all.set(person.id, { ...person, typing });
    }
    deps.onPeople([...all.values()]);
  }

  return {
    onMembers: (channel, members, me) => rooms.get(channel)?.onMembers(members, me),
    onTyping: (channel, data, userId) => rooms.get(channel)?.onTyping(data, userId),
    myTyping: (channel) => rooms.get(channel)?.myTyping() ?? {},
    away() {
      for (const room of rooms.values()) room.away();
    },
    dispose() {
      for (const room of rooms.values()) room.dispose();
    },
  };
}
