import { expect, test } from 'vitest';
import { bulkFor, bulkOn } from '../../renderer/inbox/selection/bulk.ts';
import { notification } from './support.ts';

const AT = '2026-11-22T11:00:00.000000Z';
const unread = notification(1);
const read = notification(2, { read_at: AT });
const done = notification(3, { read_at: AT, archived_at: AT, saved_at: AT });
const deleted = notification(4, { deleted_at: AT });

test('rows in several states end in one: what some of them lack is offered', () => {
  expect(bulkOn([unread, read, done])).toEqual([
    ...(['inbox.read', 'inbox.done', 'inbox.snooze', 'inbox.save', 'inbox.delete'] as const),
  ]);
  expect(bulkOn([done])).toEqual([
    ...(['inbox.unread', 'inbox.restore', 'inbox.snooze', 'inbox.unsave', 'inbox.delete'] as const),
  ]);
});

test('what lies in the Bin can only be brought back', () => {
  expect(bulkOn([deleted])).toEqual(['inbox.restore']);
});

test('a key means for all rows what it means for one of them, unless it is for one alone', () => {
  expect(bulkFor('inbox.unread', [unread, read])).toBe('inbox.read');
  expect(bulkFor('inbox.restore', [done, read])).toBe('inbox.done');
  expect(bulkFor('reply.open', [unread])).toBeNull();
  expect(bulkFor('inbox.delete', [])).toBeNull();
});
