import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toContent } from '../../../server/dialects/laravel/from-laravel.ts';
import { toStored } from '../../../server/storage/storage.ts';

const content = (payload: unknown) => toContent('app:1', JSON.stringify(payload));
const ID = '6f9b0c1e-5f6e-4e0f-9d40-1f0a2f5f4c11';
const CLASS = 'App\\Notifications\\FriendRequestReceived';

describe("a Laravel notification's payload", () => {
  test('flat, as toArray is broadcast', () => {
    const order = { order_id: 7, title: 'Shipped', message: 'On its way', url: 'https://example.com/7' };
    expect(content({ ...order, id: ID, type: CLASS })).toEqual({
      ...toStored({ ...order, type: CLASS }),
      source: 'app:1',
      phrases: null,
      external_id: ID,
      data: JSON.stringify(order),
      envelope: JSON.stringify({ type: CLASS }),
    });
  });

  test('wrapped: the type inside wins over the class, and nothing is lost', () => {
    const data = {
      ...{ type: 'friend_request', requester_name: 'Ada', message: 'Ada wants to be your friend' },
      requester_avatar: 'https://example.com/ada.png',
    };
    const beside = { type: CLASS, created_at: '2026-11-22T10:00:00.000000Z', read_at: null, extra: 1 };
    const got = content({ id: ID, ...beside, data });
    expect(got).toMatchObject({
      type: 'friend_request',
      title: 'Friend request from Ada',
      message: 'Ada wants to be your friend',
      icon: 'https://example.com/ada.png',
      external_id: ID,
    });
    expect([got?.data, got?.envelope]).toEqual([JSON.stringify(data), JSON.stringify(beside)]);
  });

  test('data that is the text of its JSON is read, and goes back as the text that it was', () => {
    const data = '{"type":"comment.added","author":{"name":"Ann"},"message":"Hi"}';
    const got = content({ id: ID, type: CLASS, data });
    expect(got).toMatchObject({ type: 'comment.added', title: 'Ann commented', message: 'Hi' });
    expect(JSON.parse(got?.data ?? '')).toBe(data);
  });

  test.each([
    [{ subject: 'S', body: 'B' }, 'S', 'B'],
    [{ heading: 'H', text: 'T' }, 'H', 'T'],
    [{ title: ' ', message: 5 }, 'Friend request received', ''],
    [{ title: null, content: 'C' }, 'Friend request received', 'C'],
    [{ data: { title: 'inside' }, title: 'beside' }, 'inside', ''],
    [{ data: { x: 1 }, title: 'beside' }, 'beside', ''],
    [{ data: ['a', 'list'], title: 'flat' }, 'flat', ''],
  ])('%j: title %j, message %j', (fields, title, message) => {
    expect(content({ ...fields, id: ID, type: CLASS })).toMatchObject({ title, message });
  });

  test.each([
    ['order.shipped', 'Order shipped'],
    ['App\\Notifications\\HTTPServerDown', 'Httpserver down'],
    ['comment_added', 'Comment added'],
    ['\\', 'Notification'],
    [undefined, 'Notification'],
    [7, 'Notification'],
  ])('the type %j is the title %j when there is no other', (type, title) => {
    expect(content({ id: ID, type })?.title).toBe(title);
  });

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'belfry:x',
    '',
    5,
    `https://x/${'y'.repeat(2_000)}`,
  ])('the link %j is none', (url) => {
    expect(content({ url, icon: url })).toMatchObject({ url: null, icon: null });
  });

  test.each([
    [1, 1],
    [5, 5],
    [0, 3],
    [6, 3],
    [2.5, 3],
    ['4', 3],
  ])('the priority %j is %j', (priority, expected) => {
    expect(content({ priority })?.priority).toBe(expected);
  });

  test.each([
    [7, '7'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), null],
    ['', null],
    ['a\0b', null],
    [null, null],
    [{ id: 1 }, null],
    [undefined, null],
  ])('the id %j is kept as %j', (id, expected) => {
    expect(content({ id })?.external_id).toBe(expected);
  });

  test('texts are bounded and without NUL', () => {
    const got = content({
      title: `a\0${'😀'.repeat(300)}`,
      message: 'm'.repeat(40_000),
      type: 't'.repeat(300),
    });
    expect(got?.title).toBe(`a${'😀'.repeat(249)}`);
    expect([got?.message.length, got?.type.length]).toEqual([32_000, 200]);
  });

  test.each(['[]', '"text"', '7', 'null', 'true', 'not JSON', ''])('%s is no notification', (json) => {
    expect(toContent('app:1', json)).toBeNull();
  });

  test('what is nested too deeply is no notification, whatever the depth', () => {
    const nested = (depth: number) => `{"title":"x","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(toContent('app:1', nested(60))).not.toBeNull();
    for (const depth of [70, 5_000]) expect(toContent('app:1', nested(depth))).toBeNull();
  });

  test('whatever an object holds, it makes a row that can be stored', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const got = content(payload);
        expect(got).not.toBeNull();
        expect(got?.title).not.toBe('');
        expect([got?.type, got?.title, got?.message, got?.external_id].join('')).not.toContain('\0');
        expect(() => JSON.parse(got?.data ?? '')).not.toThrow();
      }),
    );
  });
});
