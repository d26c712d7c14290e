import { describe, expect, test } from 'vitest';
import { itemToast, summaryToast } from '../../../../electron/delivery/toasts/toast.ts';
import { createTranslate } from '../../../../electron/i18n/i18n.ts';
import { notification } from '../../../support/notification.ts';

const options = { sound: 'all', image: null, t: createTranslate() } as const;

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
    expect(summaryToast(items, 'live', options)).toMatchObject({
      title: '5 new notifications',
      body: 'title 1\ntitle 5\ntitle 4\nand 2 more',
      urgency: 'critical',
      buttons: [{ kind: 'command', command: 'inbox.read', label: 'Mark all read' }],
    });
  });

  test('have a line each, also where there is no title to be seen', () => {
    const items = [notification(1, { title: '\u200b' }), notification(2)];
    expect(summaryToast(items, 'live', options).body).toBe('title 2\n(no title)');
  });

  test.each([
    ['away', '2 notifications while you were away'],
    ['paused', '2 notifications during the pause'],
  ] as const)('says why they come together: %s', (occasion, title) => {
    expect(summaryToast([notification(1), notification(2)], occasion, options)).toMatchObject({
      title,
      body: 'title 2\ntitle 1',
    });
  });
});
