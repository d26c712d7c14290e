import { describe, expect, it } from 'vitest';
import type { Template } from '#app/source-definition';
import type { SeenEvent } from '#app/source-view';
import { ENGLISH } from '#server/own-rows';
import { usualTemplate } from '#server/rules/laravel/laravel-types';
import { render } from '../../../electron/sources/templates/fill-template.ts';
import { exampleFor } from '../../../renderer/sources/templates/example.ts';
import { fieldsOf, placeholderOf } from '../../../renderer/sources/templates/fields.ts';
import { guessTemplate } from '../../../renderer/sources/templates/guess.ts';
import { newestOf, unmappedOf } from '../../../renderer/sources/templates/seen-events.ts';
import { REGION } from '../../support/region.ts';

const seen = (event: string, minute: number, fields: Partial<SeenEvent> = {}): SeenEvent => ({
  at: `2026-11-27T10:${String(minute).padStart(2, '0')}:00.000Z`,
  ...{ channel: 'orders', event, aliases: [], data: '{}', mapped: true },
  ...fields,
});
const withData = (event: string, data: unknown, fields: Partial<SeenEvent> = {}): SeenEvent =>
  seen(event, 0, { data: JSON.stringify(data), ...fields });
const template = (event: string): Template => ({ event, title: 't' });

describe('events without a template', () => {
  it('are one for each name, with their number, the newest first', () => {
    const all = [seen('b', 9), seen('a', 8), seen('b', 7), seen('c', 6), seen('a', 5), seen('a', 4)];
    expect(unmappedOf('channels', [template('c')], all)).toEqual([
      { latest: all[0], count: 2 },
      { latest: all[1], count: 3 },
    ]);
  });

  it('follow the templates as they are now, not those of their arrival', () => {
    const all = [seen('order.shipped', 1, { mapped: false }), seen('order.lost', 0, { mapped: true })];
    expect(unmappedOf('channels', [template('order.shipped')], all)).toEqual([{ latest: all[1], count: 1 }]);
  });

  it('of a Laravel app are types in any spelling and by any name, and only what can have a template', () => {
    const all = [
      seen('App\\Notifications\\OrderShipped', 5),
      seen('order_shipped', 4),
      seen('parcel', 3, { aliases: ['App\\Notifications\\Delivery'] }),
      seen('client-typing', 2, { mapped: false }),
    ];
    expect(unmappedOf('laravel', [], all)).toEqual([
      { latest: all[0], count: 2 },
      { latest: all[2], count: 1 },
    ]);
    expect(unmappedOf('laravel', [template('order.shipped'), template('delivery')], all)).toEqual([]);
  });
});

it('a template is previewed with the newest event that fits it', () => {
  const all = [seen('a', 3), seen('OrderShipped', 2, { aliases: ['Parcel'] }), seen('a', 1)];
  expect(newestOf('channels', 'a', all)).toBe(all[0]);
  expect(newestOf('channels', 'parcel', all)).toBeNull();
  expect(newestOf('laravel', 'order.shipped', all)).toBe(all[1]);
  expect(newestOf('laravel', 'parcel', all)).toBe(all[1]);
});

describe('the guess', () => {
  it('takes obvious fields, of the event itself before what lies in it', () => {
    const order = {
      title: ' ',
      subject: 'S',
      body: 'B',
      user: { title: 'T', avatar: 'https://x.example/a.png' },
    };
    expect(guessTemplate('channels', withData('order', { ...order, link: 'https://x.example/' }))).toEqual({
      event: 'order',
      title: '{{subject}}',
      message: '{{body}}',
      url: '{{link}}',
      icon: '{{user.avatar}}',
    });
  });

  it('else has the words of the name, and any link that is no picture', () => {
    const order = {
      order_number: 'A-7',
      image_url: 'https://x.example/a',
      tracking_url: 'https://x.example/b',
    };
    expect(guessTemplate('channels', withData('order.shipped', order))).toEqual({
      event: 'order.shipped',
      title: 'Order shipped',
      url: '{{tracking_url}}',
      icon: '{{image_url}}',
    });
    expect(
      guessTemplate('channels', withData('App\\Notifications\\UserJoined', { url: '/here' })).title,
    ).toBe('User joined');
    expect(guessTemplate('channels', withData('...', {})).title).toBe('Notification');
  });

  it('takes a page of the app for a link where there is an app', () => {
    const comment = withData('comment', { url: '/p/7#c3', post_id: 7 });
    expect(guessTemplate('laravel', comment, usualTemplate(['comment'], ENGLISH.say)).url).toBe('{{url}}');
    expect(guessTemplate('laravel', withData('x', { url: '//x.example/' })).url).toBeUndefined();
    expect(guessTemplate('channels', withData('x', { url: '/p/7' })).url).toBeUndefined();
  });

  it('takes a text for the message', () => {
    expect(guessTemplate('channels', withData('log', 'Disk full'))).toMatchObject({
      title: 'Log',
      message: '{{.}}',
    });
  });

  it('begins from how it is shown otherwise', () => {
    const usual = {
      event: 'x',
      title: 'Order {{order_number}} shipped',
      message: 'Tracking number {{tracking_number}}',
      url: '{{tracking_url}}',
    };
    const order = { order_number: 'A-7', tracking_url: '/orders/7' };
    const guessed = {
      event: 'order.shipped',
      title: 'Order {{order_number}} shipped',
      url: '{{tracking_url}}',
    };
    expect(guessTemplate('channels', withData('order.shipped', { ...order, body: 'B' }), usual)).toEqual({
      ...guessed,
      message: '{{body}}',
    });
    // There is no number to report.
    expect(guessTemplate('channels', withData('order.shipped', order), usual)).toEqual(guessed);
  });
});

describe('the fields of an event', () => {
  const order = {
    id: 7,
    note: 'a\n  b',
    items: [{ name: 'Tea' }, { name: 'Cup' }, { name: 'Pot' }, { name: 'Fourth' }],
    empty: [],
    'dotted.name': 1,
    gone: null,
  };

  it('are what placeholders reach, each with its value', () => {
    const fields = fieldsOf(order);
    expect(fields.map(({ path }) => path)).toEqual([
      ...['id', 'note', 'items.0.name', 'items.1.name', 'items.2.name', 'empty', 'gone'],
    ]);
    expect(fields.find(({ path }) => path === 'note')?.value).toBe('a b');
    for (const { path } of fields) {
      expect(
        render({ event: 'e', title: 't', message: placeholderOf(path) }, order, {
          base: null,
          region: REGION,
        }).missing,
      ).toEqual([]);
    }
  });

  it('leave out the copy that Laravel keeps under data', () => {
    expect(fieldsOf({ id: 7, name: 'Tea', data: { name: 'Tea' } }).map(({ path }) => path)).toEqual([
      'id',
      'name',
    ]);
    expect(fieldsOf({ name: 'Tea', data: { name: 'Cup' } }).map(({ path }) => path)).toEqual([
      'name',
      'data.name',
    ]);
  });

  it('of what is no object are the whole', () => {
    expect(fieldsOf('Disk full')).toEqual([{ path: '.', value: 'Disk full' }]);
    expect(fieldsOf([])).toEqual([{ path: '.', value: '[]' }]);
  });
});

describe('the example', () => {
  it('fills every placeholder', () => {
    const whole: Template = {
      event: 'order.shipped',
      title: 'Order {{ order.number }}',
      message: '{{order.items.0.name}} {{.}} {{__proto__}}',
      url: '{{tracking_url}}',
      reply: { via: 'http', url: 'https://x.example/{{user.id}}' },
    };
    const data = JSON.parse(exampleFor(whole));
    expect(data).toMatchObject({
      order: { number: 'number' },
      tracking_url: 'https://example.com/',
      user: { id: 7 },
    });
    expect(render(whole, data, { base: null, region: REGION })).toMatchObject({ missing: [], problems: [] });
  });

  it('has what most events have where there is none', () => {
    expect(Object.keys(JSON.parse(exampleFor(template('e'))))).toEqual(['id', 'title', 'message']);
  });
});
