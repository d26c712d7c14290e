import { describe, expect, it } from 'vitest';
import { createInbox } from '../../renderer/state/inbox.ts';
import { createLists } from '../../renderer/state/list.ts';
import { createNavigation, locate, showViewsAsked } from '../../renderer/state/navigation.ts';
import { createPlaceMemory } from '../../renderer/state/place.ts';
import { createSearch } from '../../renderer/state/search.ts';
import { fakeBridge, fakeStorage, idOf, page } from './support.ts';

describe('locate', () => {
  const { items } = page([9, 6]);
  it.each([
    [6, false, 'here'],
    [3, true, 'older'],
    [3, false, 'absent'],
    [7, true, 'absent'],
    [12, true, 'absent'],
  ] as const)('number %i with more=%s is %s', (n, more, expected) => {
    expect(locate(items, more, idOf(n))).toBe(expected);
  });
});

describe('navigation', () => {
  it('goes where the main process says', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    main.push('navigate', { page: 'settings' });
    expect(navigation.get()).toEqual({
      page: 'settings',
      from: 'inbox',
      target: null,
      enrolments: [],
      walk: false,
    });
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.get()).toEqual({
      page: 'inbox',
      from: 'settings',
      target: { id: idOf(1), tried: [] },
      enrolments: [],
      walk: false,
    });
    navigation.arrived();
    expect(navigation.get()).toEqual({
      page: 'inbox',
      from: 'settings',
      target: null,
      enrolments: [],
      walk: false,
    });
  });

  it('hands on what enrolment links say, the newest in front, until each form is done', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    const team = { server: 'https://team.example', code: 'abc' };
    const other = { server: 'https://other.example', code: 'abc' };
    for (const enroll of [team, other, { ...team }]) main.push('navigate', { page: 'sources', enroll });
    expect(navigation.get()).toEqual({
      page: 'sources',
      from: 'inbox',
      target: null,
      enrolments: [other, team],
      walk: false,
    });
    navigation.enrolled({ ...team });
    expect(navigation.get().enrolments).toEqual([other]);
  });

  it('hands on once that a test is wanted, and not if something else is before it begins', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    expect(navigation.takeWalk()).toBe(false);
    main.push('navigate', { page: 'notifications', walk: true });
    expect(navigation.get()).toMatchObject({ page: 'notifications', walk: true });
    expect([navigation.takeWalk(), navigation.takeWalk()]).toEqual([true, false]);
    main.push('navigate', { page: 'notifications', walk: true });
    main.push('navigate', { page: 'settings' });
    expect(navigation.takeWalk()).toBe(false);
  });

  it('keeps what enrolment links say while another page is shown', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    const enroll = { server: 'https://team.example', code: 'abc' };
    main.push('navigate', { page: 'sources', enroll });
    navigation.go('settings');
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    navigation.go('sources');
    expect(navigation.get().enrolments).toEqual([enroll]);
  });

  it('looks in the inbox, then in what is done, then nowhere', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.missed('unread')).toBe('inbox');
    expect(navigation.missed('inbox')).toBe('done');
    expect(navigation.missed('done')).toBeNull();
  });
});

describe('what the main process leads to', () => {
  async function setUp() {
    const main = fakeBridge();
    const inbox = createInbox(main.bridge);
    const lists = createLists(inbox, 'inbox');
    const search = createSearch(inbox, lists);
    showViewsAsked(main.bridge, lists, search);
    lists.show('done');
    search.open();
    search.type('deploy');
    search.choose('shop');
    return { main, view: () => lists.get().view, search };
  }

  it('is the unread view, as a whole', async () => {
    const { main, view, search } = await setUp();
    main.push('navigate', { page: 'inbox', view: 'unread' });
    expect(view()).toBe('unread');
    expect(search.get()).toMatchObject({ open: false, text: '', source: null });
  });

  it('is not what is done; any other view stays as it is', async () => {
    const { main, view, search } = await setUp();
    main.push('navigate', { page: 'inbox' });
    expect(view()).toBe('inbox');
    search.type('again');
    main.push('navigate', { page: 'inbox' });
    expect(search.get().text).toBe('again');
  });

  it('leaves the view alone for another page, or for a notification that may be in it', async () => {
    const { main, view } = await setUp();
    main.push('navigate', { page: 'settings' });
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(view()).toBe('done');
  });
});

describe('the place of the window', () => {
  it('is nowhere in a new window', () => {
    expect(createPlaceMemory(fakeStorage()).before).toBeNull();
  });

  it('outlives its page', () => {
    const kept = fakeStorage();
    const first = createPlaceMemory(kept);
    first.keep({ view: 'done' });
    first.keep({ page: 'sources', row: idOf(3) });
    const { before } = createPlaceMemory(kept);
    expect(before).toEqual({ page: 'sources', view: 'done', row: idOf(3) });
    const navigation = createNavigation(fakeBridge().bridge, before);
    expect(navigation.get()).toMatchObject({ page: 'sources', target: { id: idOf(3) } });
  });
});
