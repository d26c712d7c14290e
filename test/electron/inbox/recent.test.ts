import { expect, test } from 'vitest';
import { recentThreads } from '../../../electron/inbox/recent.ts';
import { notification } from '../../support/notification.ts';

const shop = { source: 's-shop', group_key: 'order-1' } as const;
const items = [
  notification(6, shop),
  notification(5),
  notification(4, { ...shop, source: 's-other' }),
  notification(3, shop),
  notification(2),
  notification(1, shop),
];
const floor = { id: 'id-1', created_at: '2026-11-22T10:00:00.000000Z', surfaced_at: undefined };

test('a thread has one entry, its newest, and its number; threads belong to their sources', () => {
  expect(recentThreads({ items, floor: null }, 3)).toEqual([
    { ...items[0], thread: { unread: 3, isAtLeast: false } },
    items[1],
    items[2],
  ]);
});

test('what is not loaded may belong to a thread too', () => {
  expect(recentThreads({ items, floor }, 1)[0]?.thread).toEqual({ unread: 3, isAtLeast: true });
});
