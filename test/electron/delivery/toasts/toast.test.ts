import { describe, expect, test } from 'vitest';
import type { Notification } from '#server/notification';
import type { Privacy } from '#server/rules/lines';
import { itemToast, summaryToast } from '../../../../electron/delivery/toasts/toast.ts';
import { notification } from '../../../support/notification.ts';
import { sketchOf } from '../../../support/sketch.ts';

const SHOWN = { sound: 'all', image: null, decision: { do: 'show', reason: 'single' } } as const;
const options = { ...SHOWN, ...sketchOf() };

const live = (items: readonly Notification[]) => ({ items, occasion: 'live', source: null }) as const;

describe('the toast of one notification', () => {
  test('carries its words', () => {
    expect(itemToast(notification(1), options)).toEqual({
      place: 'item:id-1',
      title: 'title 1',
      body: 'message 1',
      urgency: 'normal',
      sound: 'all',
      buttons: [
        { kind: 'command', command: 'inbox.read', label: 'Mark as read' },
        { kind: 'command', command: 'inbox.done', label: 'Done' },
        { kind: 'command', command: 'inbox.snoozeHour', label: 'Snooze for 1 hour' },
      ],
      image: null,
      group: 'local',
    });
  });

  test('offers what its sender has defined first, then to answer', () => {
    const { buttons } = itemToast(
      notification(1, {
        actions: [{ id: 'yes', label: 'Approve\nit', kind: 'event', event: 'approved' }],
        reply: { via: 'http', url: 'https://shop.example/reply' },
      }),
      options,
    );
    expect(buttons.slice(0, 2)).toEqual([
      { kind: 'sender', id: 'yes', label: 'Approve it' },
      { kind: 'reply', label: 'Reply', placeholder: 'Write a reply' },
    ]);
  });

  test.each([
    ['App\\Notifications\\MessageReceived', { category: 'im.received' }],
    ['mail.new', { category: 'email.arrived' }],
    ['export-finished', { category: 'transfer.complete' }],
    ['build', {}],
  ])('of type %s is of a kind that daemons know, or of none', (type, expected) => {
    const { category } = itemToast(notification(1, { type }), options);
    expect(category === undefined ? {} : { category }).toEqual(expected);
  });

  test.each([
    [1, 'low'],
    [2, 'low'],
    [3, 'normal'],
    [4, 'normal'],
    [5, 'critical'],
  ])('priority %i is %s', (priority, urgency) => {
    expect(itemToast(notification(1, { priority }), options).urgency).toBe(urgency);
  });

  test('keeps line breaks of the message and drops what a daemon would choke on', () => {
    const toast = itemToast(
      notification(1, { title: 'a\0b\nc', message: 'one\n\u0000two\u001b[31m' }),
      options,
    );
    expect(toast).toMatchObject({ title: 'ab c', body: 'one\ntwo[31m' });
  });

  test('cuts a long message without splitting a character', () => {
    const { body } = itemToast(notification(1, { message: `${'x'.repeat(499)}😀 and more` }), options);
    expect(body).toBe(`${'x'.repeat(499)}…`);
  });

  test.each([' ', '\u200b', '\u2800', '\u3164\u00ad'])(
    'has a title where nothing of it is to be seen (%j)',
    (title) => {
      expect(itemToast(notification(1, { title }), options).title).toBe('(no title)');
    },
  );

  test('has no words for a message of which nothing is to be seen', () => {
    expect(itemToast(notification(1, { message: '\u200b\n\u2800' }), options).body).toBe('');
  });

  test('shares its place with its group, within one source', () => {
    const place = (source: string, group_key: string) =>
      itemToast(notification(1, { source, group_key }), options).place;
    expect(place('local', 'build')).toBe(place('local', 'build'));
    expect(place('local', 'build')).not.toBe(place('other', 'build'));
  });
});

describe('the toast of several', () => {
  test('counts them and names the three most urgent, of equal ones the newest', () => {
    const items = [
      notification(1, { priority: 5 }),
      notification(2, { priority: 1 }),
      notification(3),
      notification(4),
      notification(5),
    ];
    expect(summaryToast(live(items), options)).toMatchObject({
      title: '5 new notifications',
      body: 'title 1\ntitle 5\ntitle 4\nand 2 more',
      urgency: 'critical',
      buttons: [{ kind: 'command', command: 'inbox.read', label: 'Mark all read' }],
    });
  });

  test('have a line each, also where there is no title to be seen', () => {
    const items = [notification(1, { title: '\u200b' }), notification(2)];
    expect(summaryToast(live(items), options).body).toBe('title 2\n(no title)');
  });

  test.each([
    ['away', '2 notifications while you were away'],
    ['paused', '2 notifications during the pause'],
    ['quiet_hours', '2 notifications during quiet hours'],
    ['do_not_disturb', '2 notifications while you did not want to be disturbed'],
    ['locked', '2 notifications while the screen was locked'],
    ['unseen', '2 notifications that you may have missed'],
  ] as const)('says why they come together: %s', (occasion, title) => {
    const of = { items: [notification(1), notification(2)], occasion, source: null };
    expect(summaryToast(of, options)).toMatchObject({ title, body: 'title 2\ntitle 1' });
  });

  test('says of what was missed who has sent most, and how many are urgent', () => {
    const items = [
      ...['Ann', 'Bob', 'Bob', 'Cid', 'Dan', 'Eve'].map((sender, index) =>
        notification(index + 1, { sender }),
      ),
      notification(7, { priority: 5 }),
    ];
    expect(summaryToast({ items, occasion: 'away', source: null }, options).body).toBe(
      'Bob (2), Ann (1), Cid (1) and 3 more\n1 urgent\ntitle 7\ntitle 6\ntitle 5',
    );
  });

  test('of a storm names its source, and can mute it for an hour', () => {
    const of = { items: [notification(1), notification(2)], occasion: 'storm', source: 'shop' } as const;
    expect(summaryToast(of, { ...options, nameOf: () => 'Shop' })).toMatchObject({
      title: '2 notifications from Shop',
      body: 'title 2\ntitle 1',
      buttons: [{ kind: 'command' }, { kind: 'mute', label: 'Mute for 1 hour' }],
    });
  });
});

test.each([
  ['storm', '3 notifications in a short time'],
  ['emergencies', '3 emergencies'],
] as const)('the toast of several senders of one source names no single one: %s', (occasion, title) => {
  const items = ['Ann', 'Bob', 'Bob'].map((sender, index) => notification(index + 1, { sender }));
  expect(summaryToast({ items, occasion, source: 'shop' }, options)).toMatchObject({
    title,
    body: 'Bob (2), Ann (1)\ntitle 3\ntitle 2\ntitle 1',
  });
});

describe('privacy', () => {
  const secret = notification(1, {
    ...{ title: 'Secret', message: 'words', sender: 'Ann', icon: 'https://example.com/a' },
    actions: [{ id: 'yes', label: 'Approve', kind: 'event', event: 'approved' }],
  });
  const at = (level: Privacy) => ({ ...SHOWN, image: '/images/a.png', ...sketchOf(level) });

  test.each([
    ['full', 'Secret', 'words'],
    ['sender', 'Ann', '1 new notification'],
    ['count', '1 new notification', ''],
    ['nothing', 'Something new in Belfry', ''],
  ] as const)('%s: a toast says %s, %s', (level, title, body) => {
    expect(itemToast(secret, at(level))).toMatchObject({ title, body });
  });

  test.each(['sender', 'count', 'nothing'] as const)(
    '%s: no picture, and no words of its sender',
    (level) => {
      const { image, buttons } = itemToast(secret, at(level));
      expect(image).toBeNull();
      expect(buttons.map(({ kind }) => kind)).not.toContain('sender');
    },
  );

  test.each([
    ['sender', '2 notifications while you were away', 'Ann (2)'],
    ['count', '2 notifications while you were away', ''],
    ['nothing', 'Something new in Belfry', ''],
  ] as const)('%s: a summary says %s, %s', (level, title, body) => {
    const items = [secret, { ...secret, id: 'id-2' }];
    expect(summaryToast({ items, occasion: 'away', source: null }, at(level))).toMatchObject({ title, body });
    const storm = summaryToast({ items, occasion: 'storm', source: 'shop' }, at(level));
    expect(storm.title.includes('Ann')).toBe(level === 'sender');
  });
});

test('what a rule has made urgent looks like priority 5, alone and in a summary', () => {
  const verdict = { rule: { id: '1', name: 'Disks' }, do: 'urgent' };
  const urgent = notification(1, { priority: 2, verdict });
  expect(itemToast(urgent, options).urgency).toBe('critical');
  const others = [2, 3, 4].map((number) => notification(number, { priority: 4 }));
  const summary = summaryToast(live([urgent, ...others]), options);
  expect(summary.urgency).toBe('critical');
  expect(summary.body.split('\n')[0]).toBe('title 1');
});

test('what breaks through is critical, whatever its priority', () => {
  const decision = {
    do: 'show',
    reason: 'breaks_through',
    by: { kind: 'emergency' },
    through: 'paused',
  } as const;
  expect(itemToast(notification(1), { ...options, decision }).urgency).toBe('critical');
});
