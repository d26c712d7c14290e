import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Template } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import { createToContent } from '../../../../electron/sources/templates/laravel-content.ts';
import { previewOf, seenAs } from '../../../../electron/sources/templates/laravel-preview.ts';
import { REGION } from '../../../support/region.ts';

const BASE = 'https://shop.example';
const CLASS = 'App\\Notifications\\OrderShipped';
const ORDER = { order_number: 'A-7', url: '/orders/7', user: { name: 'Ada' } };

describe('an event of a Laravel app is seen', () => {
  test.each([
    ['flat', CREATED_EVENT, { ...ORDER, id: 'x', type: CLASS }, CLASS, []],
    ['wrapped', CREATED_EVENT, { id: 'x', type: CLASS, data: ORDER }, CLASS, []],
    [
      'with its own type',
      CREATED_EVENT,
      { type: CLASS, data: { ...ORDER, type: 'parcel' } },
      'parcel',
      [CLASS],
    ],
    ['by its own name', 'order.shipped', ORDER, 'order.shipped', []],
  ])('%s, by its type and with what fills templates', (_, event, payload, type, aliases) => {
    const seen = seenAs(event, payload, true);
    expect(seen).toMatchObject({ event: type, aliases, mapped: true });
    expect(seen.data).toMatchObject({ ...ORDER, person: 'Ada' });
  });

  test('as it came where nothing is made of it', () => {
    expect(seenAs('client-x', ORDER, false)).toEqual({
      ...{ event: 'client-x', aliases: [], data: ORDER, mapped: false },
    });
  });
});

test('the preview names missing fields and invalid links', () => {
  const template: Template = { event: CLASS, title: '{{number}}', url: 'orders/{{order_number}}' };
  expect(previewOf(template, { base: BASE, types: [CLASS] }, ORDER, REGION)).toMatchObject({
    title: 'Order A-7 shipped',
    url: 'https://shop.example/orders/7',
    missing: ['number'],
    problems: ['title', 'url'],
  });
});

test('the preview knows an event by each of its names', () => {
  const data = { type: 'remark', user: { name: 'Ada' }, post_id: 78 };
  const { event, aliases } = seenAs('comment', { data }, true);
  const template: Template = { event, priority: 5 };
  expect(previewOf(template, { base: BASE, types: [event, ...aliases] }, data, REGION)).toMatchObject({
    ...{ title: 'Ada commented', url: 'https://shop.example/posts/78', priority: 5 },
  });
});

test('the preview equals the row in the inbox, whatever the event and the template', () => {
  const value = fc.oneof(
    fc.constantFrom('', 'Hello', '2026-12-03T00:00:00.000000Z', '/orders/7', 'https://x.example/', 'App\\A'),
    fc.string(),
    fc.integer({ min: 0, max: 6 }),
    fc.constant(null),
    fc.record(
      { name: fc.string(), avatar: fc.constantFrom('https://x.example/a.png', '/a.png') },
      { requiredKeys: [] },
    ),
  );
  const names = fc.constantFrom(
    ...[
      'title',
      'message',
      'url',
      'icon',
      'priority',
      'user',
      'user_name',
      'person',
      'post_id',
      'id',
      'type',
      'x',
    ],
  );
  const fields = fc.dictionary(names, value);
  const text = fc.constantFrom(
    '{{title}}',
    '{{x}} of {{person}}',
    '/a/{{id}}',
    'https://x.example/{{data.x}}',
  );
  const template = fc.record(
    { title: text, message: text, url: text, dedupe_key: text },
    { requiredKeys: [] },
  );
  const event = fc.constantFrom(CREATED_EVENT, 'order.shipped', 'comment');
  fc.assert(
    fc.property(
      ...([event, fields, fc.option(fields, { nil: undefined }), template] as const),
      (name, beside, data, parts) => {
        const payload = { type: CLASS, ...beside, ...(data === undefined ? {} : { data }) };
        const seen = seenAs(name, payload, true);
        const mine = { ...parts, event: seen.event };
        const kept = createToContent({ base: BASE, templates: [mine], region: () => REGION })(name, payload);
        const app = { base: BASE, types: [seen.event, ...seen.aliases] };
        const preview = previewOf(mine, app, JSON.parse(JSON.stringify(seen.data)), REGION);
        expect({ ...preview, type: kept.type, data: kept.data }).toMatchObject(kept);
      },
    ),
  );
});
