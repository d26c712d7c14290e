import type { Person, SourcesState } from '#app/source-view';
import { createStore, type Readable } from './store.ts';

/** How many people who have left are remembered per source. */
const REMEMBERED = 20;

/** Somebody who is online. `since`: when they came, if the window saw it. Milliseconds since 1970. */
export type Present = Readonly<{ person: Person; since: number | null }>;
/** Somebody who has left. */
export type Absent = Readonly<{ person: Person; at: number }>;

export type Room = Readonly<{
  source: string;
  name: string;
  /** The user first, then by name. */
  here: readonly Present[];
  /** The last to leave comes first. */
  left: readonly Absent[];
}>;

/** Who is online, by source; only sources that know it now. */
export type Presence = readonly Room[];

/** How many others are online. */
export const othersIn = ({ here }: Pick<Room, 'here'>): number =>
  here.filter(({ person }) => !person.me).length;

const byName = ({ person: a }: Present, { person: b }: Present): number =>
  Number(b.me) - Number(a.me) || a.name.localeCompare(b.name);

function roomAfter(
  before: Room | undefined,
  source: string,
  name: string,
  people: readonly Person[],
  now: number,
): Room {
  const known = new Map(before?.here.map((one) => [one.person.id, one]));
  const here = people.map((person) => ({
    person,
    since: known.get(person.id)?.since ?? (before === undefined || known.has(person.id) ? null : now),
  }));
  const ids = new Set(people.map(({ id }) => id));
  const gone = before?.here.filter(({ person }) => !ids.has(person.id)) ?? [];
  const left = [
    ...gone.map(({ person }) => ({ person: { ...person, typing: false }, at: now })),
    ...(before?.left.filter(({ person }) => !ids.has(person.id)) ?? []),
  ];
  return { source, name, here: here.toSorted(byName), left: left.slice(0, REMEMBERED) };
}

/** Follows who comes and goes. While the user is not in the room, nobody can be seen, so nobody has left. */
export function presenceAfter(before: Presence, state: SourcesState, now: number): Presence {
  return state.sources.flatMap(({ definition: { id, name }, people }) => {
    if (people === null || !people.some(({ me }) => me)) return [];
    return [
      roomAfter(
        before.find(({ source }) => source === id),
        id,
        name,
        people,
        now,
      ),
    ];
  });
}

export function createPresence(sources: Readable<SourcesState | null>, now: () => Date): Readable<Presence> {
  const store = createStore<Presence>([]);
  sources.subscribe(() => {
    const state = sources.get();
    if (state !== null) store.set(presenceAfter(store.get(), state, now().getTime()));
  });
  return store;
}
