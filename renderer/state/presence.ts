import type { Person, SourcesState } from '#app/source-view';
import { createStore, type Readable } from './store.ts';

/** So many of those who have left are remembered of each source. */
const REMEMBERED = 20;

/** Somebody who is there. `since`: came while the window watched. Milliseconds since 1970. */
export type Present = Readonly<{ person: Person; since: number | null }>;
/** Somebody who was there. */
export type Absent = Readonly<{ person: Person; at: number }>;

export type Room = Readonly<{
  source: string;
  name: string;
  /** Oneself first, then by name. */
  here: readonly Present[];
  /** Who left last comes first. */
  left: readonly Absent[];
}>;

/** Who is online, by source; only sources that can tell now. */
export type Presence = readonly Room[];

/** How many are there, oneself not counted. */
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

/** Follows who comes and goes. Where oneself is not in the room, it cannot be seen: nobody has left then. */
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
