import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import type { Template } from '#app/source-definition';
import { parseExact } from '#server/rules/json/exact-json';
import { IngestItem } from '#server/source';
import { createToItem } from '../../../../../electron/sources/adapters/channels/event-items.ts';
import { REGION } from '../../../../support/region.ts';

const SHIPPED: Template = { event: 'order.shipped', title: 'Order {{id}}', dedupe_key: '{{id}}' };
const PAID: Template = { event: 'order.paid', title: 'Order {{id}} paid', dedupe_key: '{{id}}' };
const PING: Template = { event: 'ping', title: 'Ping' };

function setUp(templates: readonly Template[] = [SHIPPED, PAID, PING], base: string | null = null) {
  const clock = { now: Date.parse('2026-11-22T09:55:00Z') };
  const toItem = createToItem({ templates, base, now: () => new Date(clock.now), region: () => REGION });
  const idOf = (event: string, data: unknown, channel = 'orders') =>
    toItem(channel, event, data)?.external_id;
  return { toItem, idOf, clock };
}

test('an event with a template becomes a notification that the backend accepts', () => {
  const item = setUp().toItem('orders', 'order.shipped', { id: 7, total: 12 });
  expect(item).toMatchObject({
    created_at: '2026-11-22T09:55:00.000Z',
    content: { type: 'order.shipped', title: 'Order 7', priority: 3, data: { id: 7, total: 12 } },
  });
  expect(Value.Check(IngestItem, item)).toBe(true);
});

test('a link without a host leads to the app, if that is known', () => {
  const templates = [{ event: 'ping', title: 'Ping', url: '/p/{{id}}', icon: '/i/{{id}}.png' }];
  const made = (base: string | null) =>
    setUp(templates, base).toItem('orders', 'ping', { id: '7/8' })?.content;
  expect(made('https://shop.example/app')).toMatchObject({
    url: 'https://shop.example/app/p/7%2F8',
    icon: 'https://shop.example/app/i/7%2F8.png',
  });
  expect(made(null)).toMatchObject({ url: null, icon: null });
});

test('one without is none', () => {
  expect(setUp().toItem('orders', 'order.lost', { id: 7 })).toBeNull();
});

test.each(['text', 12, null, [1, 2]])('data %j, which is no object, is stored as a value', (data) => {
  expect(setUp().toItem('orders', 'ping', data)?.content?.data).toEqual({ value: data });
});

test('the same key of the same event is the same, whenever it comes; of another event, it is not', () => {
  const { idOf, clock } = setUp();
  const first = idOf('order.shipped', { id: 7 });
  clock.now += 24 * 60 * 60_000;
  expect(idOf('order.shipped', { id: 7, note: 'again' })).toBe(first);
  expect(idOf('order.shipped', { id: 8 })).not.toBe(first);
  expect(idOf('order.paid', { id: 7 })).not.toBe(first);
});

test('without a key, the same again within ten minutes is the same, also over the clock’s own ten', () => {
  const { idOf, clock } = setUp();
  clock.now = Date.parse('2026-11-22T09:59:59Z');
  const first = idOf('ping', { a: 1 });
  clock.now = Date.parse('2026-11-22T10:00:01Z');
  expect(idOf('ping', { a: 1 })).toBe(first);
  expect(idOf('ping', { a: 2 })).not.toBe(first);
  expect(idOf('ping', { a: 1 }, 'others')).not.toBe(first);
  clock.now = Date.parse('2026-11-22T10:10:00Z');
  expect(idOf('ping', { a: 1 })).not.toBe(first);
});

test('the same again, hours after the clock was set back, is another one', () => {
  const { idOf, clock } = setUp();
  const first = idOf('ping', { a: 1 });
  clock.now -= 2 * 60 * 60_000;
  expect(idOf('ping', { a: 1 })).not.toBe(first);
});

test('an event without its key field is recognised by its data', () => {
  const { idOf } = setUp();
  expect(idOf('order.shipped', { note: 'a' })).not.toBe(idOf('order.shipped', { note: 'b' }));
});

test('a very long key and name fit', () => {
  const event = 'e'.repeat(200);
  const { toItem } = setUp([{ event, title: 't', dedupe_key: '{{id}}' }]);
  const item = toItem('orders', event, { id: 'k'.repeat(5_000) });
  expect(Value.Check(IngestItem, item)).toBe(true);
});

test('numbers that JavaScript would round stay exact: in words, keys and data', () => {
  const { toItem, idOf } = setUp();
  const of = (id: string) => parseExact(`{"id":${id}}`);
  const content = toItem('orders', 'order.shipped', of('9007199254740993'))?.content;
  expect([content?.title, JSON.stringify(content?.data)]).toEqual([
    'Order 9007199254740993',
    '{"id":9007199254740993}',
  ]);
  expect(idOf('order.shipped', of('9007199254740993'))).not.toBe(
    idOf('order.shipped', of('9007199254740992')),
  );
  expect(idOf('ping', of('9007199254740993'))).not.toBe(idOf('ping', of('9007199254740992')));
  const alone = toItem('orders', 'ping', parseExact('9007199254740993'))?.content?.data;
  expect(JSON.stringify(alone)).toBe('{"value":9007199254740993}');
});
