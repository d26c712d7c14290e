import { describe, expect, it } from 'vitest';
import { createNavigation, locate } from '../../renderer/state/navigation.ts';
import { fakeBridge, idOf, list } from './support.ts';

describe('locate', () => {
  const { items } = list([9, 6]);
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
    expect(navigation.get()).toEqual({ page: 'settings', target: null, enroll: null });
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.get()).toEqual({ page: 'inbox', target: { id: idOf(1), tried: [] }, enroll: null });
    navigation.arrived();
    expect(navigation.get()).toEqual({ page: 'inbox', target: null, enroll: null });
  });

  it('hands on what an enrolment link says, until its form is done', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    const enroll = { server: 'https://team.example', code: 'abc' };
    main.push('navigate', { page: 'sources', enroll });
    expect(navigation.get()).toEqual({ page: 'sources', target: null, enroll });
    navigation.enrolled();
    expect(navigation.get()).toEqual({ page: 'sources', target: null, enroll: null });
  });

  it('looks in the inbox, then in the archive, then nowhere', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.missed('unread')).toBe('inbox');
    expect(navigation.missed('inbox')).toBe('archived');
    expect(navigation.missed('archived')).toBeNull();
  });
});
