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
    expect(navigation.get()).toEqual({ page: 'settings', target: null, enrolments: [] });
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.get()).toEqual({ page: 'inbox', target: { id: idOf(1), tried: [] }, enrolments: [] });
    navigation.arrived();
    expect(navigation.get()).toEqual({ page: 'inbox', target: null, enrolments: [] });
  });

  it('hands on what enrolment links say, the newest in front, until each form is done', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    const team = { server: 'https://team.example', code: 'abc' };
    const other = { server: 'https://other.example', code: 'abc' };
    for (const enroll of [team, other, { ...team }]) main.push('navigate', { page: 'sources', enroll });
    expect(navigation.get()).toEqual({ page: 'sources', target: null, enrolments: [other, team] });
    navigation.enrolled({ ...team });
    expect(navigation.get().enrolments).toEqual([other]);
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

  it('looks in the inbox, then in the archive, then nowhere', () => {
    const main = fakeBridge();
    const navigation = createNavigation(main.bridge);
    main.push('navigate', { page: 'inbox', notificationId: idOf(1) });
    expect(navigation.missed('unread')).toBe('inbox');
    expect(navigation.missed('inbox')).toBe('archived');
    expect(navigation.missed('archived')).toBeNull();
  });
});
