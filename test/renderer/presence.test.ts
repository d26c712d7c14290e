import { describe, expect, it } from 'vitest';
import type { Person, SourcesState, SourceView } from '#app/source-view';
import { type Presence, presenceAfter } from '../../renderer/state/presence.ts';

const person = (id: string, fields: Partial<Person> = {}): Person => ({
  ...{ id, name: id, avatar: null, me: false, typing: false },
  ...fields,
});
const me = person('me', { me: true });

function state(...rooms: readonly (readonly Person[] | null)[]): SourcesState {
  const sources = rooms.map(
    (people, at): SourceView => ({
      definition: {
        ...{ id: `s-${at}`, kind: 'belfry', name: `Team ${at}`, colour: 'blue', enabled: true },
        url: 'https://team.example',
      },
      ...{ connection: { status: 'online' }, lastEventAt: null, lastError: null, pending: 0, marking: null },
      undelivered: null,
      secrets: { token: true, headers: [], origins: [] },
      mayRequest: [],
      people,
      mutes: null,
    }),
  );
  return { sources, keyring: 'encrypted', localMayRequest: [] };
}

/** One state after the other, a second apart. */
function follow(...states: readonly SourcesState[]) {
  const presence = states.reduce<Presence>((before, next, at) => presenceAfter(before, next, at * 1_000), []);
  const [room] = presence;
  return {
    presence,
    here: room?.here.map(({ person: { id }, since }) => [id, since]),
    left: room?.left.map(({ person: { id }, at }) => [id, at]),
  };
}

describe('who is there', () => {
  it('is listed by name, oneself first; who was there before has come at no known time', () => {
    expect(follow(state([person('zoe'), me, person('ann')])).here).toEqual([
      ['me', null],
      ['ann', null],
      ['zoe', null],
    ]);
  });

  it('shows who has come, and when, however often the list is sent', () => {
    const both = state([me, person('ann', { typing: true })]);
    expect(follow(state([me]), both, both).here).toEqual([
      ['me', null],
      ['ann', 1_000],
    ]);
  });

  it('shows who has left, the latest first, until they are back', () => {
    const all = state([me, person('ann', { typing: true }), person('bob')]);
    const gone = follow(all, state([me, person('bob')]), state([me]));
    expect(gone.left).toEqual([
      ['bob', 2_000],
      ['ann', 1_000],
    ]);
    expect(gone.presence[0]?.left.some(({ person: { typing } }) => typing)).toBe(false);
    const back = follow(all, state([me]), all);
    expect(back.left).toEqual([]);
    expect(back.here).toContainEqual(['ann', 2_000]);
  });

  it('is unknown while this computer is away: nobody counts as gone, and nobody as new afterwards', () => {
    const all = state([me, person('ann')]);
    expect(follow(all, state([]), all).here).toEqual([
      ['me', null],
      ['ann', null],
    ]);
    expect(follow(all, state([]))).toEqual({ presence: [], here: undefined, left: undefined });
    expect(follow(all, state([]), all).left).toEqual([]);
  });

  it('is reported by source; a source that cannot say has no presence channel', () => {
    const { presence } = follow(state([me], null, [me, person('ann')]));
    expect(presence.map(({ source, name, here }) => [source, name, here.length])).toEqual([
      ['s-0', 'Team 0', 1],
      ['s-2', 'Team 2', 2],
    ]);
  });
});
