import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import type { Template } from '#app/source-definition';
import { wholeFields } from '#server/rules/content';
import { ExactNumber } from '#server/rules/json/exact-json';
import { IngestContent } from '#server/source';
import { fillTemplate, render } from '../../../../electron/sources/templates/fill-template.ts';
import { REGION } from '../../../support/region.ts';

const SHIPPED: Template = {
  event: 'order.shipped',
  title: 'Order {{order_number}} shipped',
  message: '{{items.0.name}} and {{ items.1.name }}',
  url: '{{tracking_url}}',
  icon: 'https://shop.example/{{ carrier }}.png',
  priority: 4,
  group_key: 'order-{{order_id}}',
  dedupe_key: '{{order_id}}',
  reply: { via: 'event', channel: 'private-orders.{{order_id}}', event: 'client-answer' },
};
const ORDER = {
  order_id: 7,
  order_number: 'A-7',
  carrier: 'dhl',
  items: [{ name: 'Tea' }, { name: '<b>Cup</b>' }],
  tracking_url: 'https://dhl.example/track?n=1',
};
const OPTIONS = { base: null, region: REGION };
const made = (fields: Partial<Template>, data: unknown) =>
  render({ event: 'order.shipped', title: 't', ...fields }, data, OPTIONS);

describe('a template', () => {
  test('is filled with the fields of the event, whose texts stay texts', () => {
    const { type: _, data: __, ...plain } = wholeFields({ title: '' });
    expect(render(SHIPPED, ORDER, OPTIONS)).toEqual({
      ...plain,
      title: 'Order A-7 shipped',
      message: 'Tea and <b>Cup</b>',
      url: 'https://dhl.example/track?n=1',
      icon: 'https://shop.example/dhl.png',
      priority: 4,
      group_key: 'order-7',
      dedupe_key: '7',
      reply: { via: 'event', channel: 'private-orders.7', event: 'client-answer' },
      missing: [],
      problems: [],
    });
  });

  test('names what the event lacks once, and leaves out the links and keys that need it', () => {
    expect(render(SHIPPED, { order_number: 'A-7' }, OPTIONS)).toMatchObject({
      title: 'Order A-7 shipped',
      message: 'and',
      url: null,
      icon: null,
      group_key: null,
      dedupe_key: null,
      reply: null,
      missing: ['items.0.name', 'items.1.name', 'tracking_url', 'carrier', 'order_id'],
      problems: [],
    });
  });

  test('has no link and no key of which a field is empty', () => {
    const parts = {
      ...{ url: 'https://shop.example/posts/{{id}}', icon: 'https://shop.example/{{id}}.png' },
      ...{ group_key: 'post-{{id}}', dedupe_key: '{{id}}' },
      reply: { via: 'event', channel: 'private-posts.{{id}}', event: 'client-answer' },
    } as const;
    const none = { url: null, icon: null, group_key: null, dedupe_key: null, reply: null, missing: ['id'] };
    for (const id of [null, '', ' ', undefined]) expect(made(parts, { id })).toMatchObject(none);
    expect(made(parts, { id: 0 })).toMatchObject({
      ...{ url: 'https://shop.example/posts/0', icon: 'https://shop.example/0.png' },
      ...{ group_key: 'post-0', dedupe_key: '0', reply: { channel: 'private-posts.0' }, missing: [] },
    });
  });

  test('writes dates for people in its title and message, and leaves them as they came elsewhere', () => {
    const at = '2026-12-03T00:00:00.000000Z';
    const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
    const words = day.format(new Date(at));
    const parts = {
      ...{
        title: 'Due {{at}}',
        message: '{{at}}|{{about}}|{{.}}',
        group_key: '{{at}}',
        dedupe_key: 'd-{{at}}',
      },
      ...{ url: 'https://x.example/?at={{at}}', icon: 'https://x.example/{{at}}.png' },
    };
    const about = `since ${at}`;
    const escaped = encodeURIComponent(at);
    expect(made(parts, { at, about })).toMatchObject({
      ...{ title: `Due ${words}`, message: `${words}|${about}|${JSON.stringify({ at, about })}` },
      ...{ group_key: at, dedupe_key: `d-${at}` },
      ...{ url: `https://x.example/?at=${escaped}`, icon: `https://x.example/${escaped}.png` },
    });
  });

  test('takes null as empty, an object as JSON, and the whole event by a dot', () => {
    expect(made({ message: '{{a}}|{{b}}|{{c}}' }, { a: null, b: { x: [1] }, c: false }).message).toBe(
      '|{"x":[1]}|false',
    );
    expect(made({ message: '{{.}}' }, 'Disk full').message).toBe('Disk full');
  });

  test('reaches own fields only', () => {
    const { message, missing } = made({ message: '{{toString}}{{a.length}}' }, { a: 'text' });
    expect(message).toBe('');
    expect(missing).toEqual(['toString', 'a.length']);
  });

  test('does not fill what a field brings', () => {
    expect(made({ message: '{{a}}' }, { a: '{{b}}', b: 'x' }).message).toBe('{{b}}');
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'belfry://enroll', '/orders/7', ''])(
    'has no link %s',
    (url) => {
      expect(made({ url: '{{url}}', icon: '{{url}}' }, { url })).toMatchObject({
        ...{ url: null, icon: null },
        problems: url === '' ? [] : ['url', 'icon'],
      });
    },
  );

  test('has links without a host where its app is known', () => {
    const linked = (url: string) =>
      fillTemplate({ url }, { id: 7 }, { base: 'https://shop.example/app', region: REGION });
    expect(linked('/orders/{{id}}').url).toBe('https://shop.example/app/orders/7');
    expect(linked('//evil.example/{{id}}')).toMatchObject({ url: null, problems: ['url'] });
    expect(linked('orders/{{id}}')).toMatchObject({ url: null, problems: ['url'] });
  });

  test.each([
    ['../../logout', '..%2F..%2Flogout'],
    ['a b&c#d', 'a%20b%26c%23d'],
    ['7?admin=1', '7%3Fadmin%3D1'],
    ['7\\..', '7%5C..'],
    ['%2e%2e', '%252e%252e'],
    ['\ud800é', '%EF%BF%BD%C3%A9'],
    [' 7 ', '7'],
    [7, '7'],
    [true, 'true'],
    [new ExactNumber('12345678901234567890'), '12345678901234567890'],
  ])('holds the field %j within its place of a link', (id, escaped) => {
    const parts = {
      ...{ url: '/posts/{{id}}', icon: '/pictures/{{id}}.png' },
      reply: { via: 'http', url: 'https://ci.example/answers/{{id}}?to={{id}}' },
    } as const;
    expect(fillTemplate(parts, { id }, { base: 'https://shop.example/shop', region: REGION })).toMatchObject({
      url: `https://shop.example/shop/posts/${escaped}`,
      icon: `https://shop.example/shop/pictures/${escaped}.png`,
      reply: { url: `https://ci.example/answers/${escaped}?to=${escaped}` },
    });
  });

  test.each([{ a: 1 }, ['a'], '.', '..', ' .. ', '.\u0000.'])('has no link with %j in it', (id) => {
    const parts = { url: '/posts/{{id}}', icon: '{{id}}', reply: { via: 'http', url: '{{id}}' } } as const;
    const filled = fillTemplate(parts, { id }, { base: 'https://shop.example', region: REGION });
    expect(filled).toMatchObject({ url: null, icon: null, reply: null, missing: ['id'] });
  });

  test('has a whole link from the field that it begins with, and nobody else’s host in one that it does not', () => {
    const data = {
      at: 'https://dhl.example/track?n=1&to=a b',
      n: '1&2',
      mail: 'ann@shop.example',
      to: '@evil.example',
    };
    expect(made({ url: ' {{at}}' }, data).url).toBe('https://dhl.example/track?n=1&to=a%20b');
    expect(made({ url: '{{at}}&n={{n}}' }, data).url).toBe('https://dhl.example/track?n=1&to=a%20b&n=1%262');
    expect(made({ url: 'mailto:{{mail}}?subject={{n}}' }, data).url).toBe(
      'mailto:ann@shop.example?subject=1%262',
    );
    expect(made({ url: 'https://shop.example{{to}}/' }, data).url).toBeNull();
  });

  test('keeps long keys apart', () => {
    const keyOf = (end: string) => made({ dedupe_key: '{{id}}' }, { id: 'x'.repeat(300) + end }).dedupe_key;
    expect(keyOf('a')).toHaveLength(200);
    expect(keyOf('a')).not.toBe(keyOf('b'));
    expect(keyOf('a')).toBe(keyOf('a'));
  });

  test('finds the same fields as the old pattern that split blanks', () => {
    const OLD = /\{\{\s*([^{}]+?)\s*\}\}/g;
    const data: Record<string, unknown> = { a: 'A', 'a b': 'AB', ab: { b: 'ABB' } };
    const old = (text: string): string =>
      text
        .replace(OLD, (_, path: string) => {
          const found = path === 'ab.b' ? 'ABB' : data[path];
          return typeof found === 'object' ? JSON.stringify(found) : String(found ?? '');
        })
        .trim();
    const part = fc.constantFrom('{', '}', '{{', '}}', ' ', '\t', '\u00a0', 'a', 'b', '.');
    fc.assert(
      fc.property(fc.string({ unit: part, minLength: 1, maxLength: 14 }), (text) => {
        fc.pre(!/\{\{\s*\.\s*\}\}/.test(text));
        expect(made({ message: text }, data).message).toBe(old(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([' ', '\n', 'a', '{', '{{', '{{ '])('takes no time for thousands of %j', (blank) => {
    const text = `{{${blank.repeat(2_000 / blank.length)}`;
    const before = performance.now();
    for (let times = 0; times < 20; times += 1) made({ message: text }, {});
    expect(performance.now() - before).toBeLessThan(500);
  });

  test('without a title has the name of the event', () => {
    expect(made({ title: '{{subject}}' }, {})).toMatchObject({
      title: 'order.shipped',
      problems: ['title'],
    });
  });

  test('makes something that the backend takes, whatever the event', () => {
    const text = fc.oneof(
      fc.constantFrom('{{a}}', 'https://x.example/{{a.0}}', '{{ a.b }} {{c}}', 'mailto:{{c}}', '{{', '{{}}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.string({ minLength: 1 }).map((some) => some.repeat(300).slice(0, 500)),
    );
    const template = fc.record(
      {
        event: fc.constant('e'),
        title: text,
        message: text,
        url: text,
        icon: text,
        group_key: text,
        dedupe_key: text,
      },
      { requiredKeys: ['event', 'title'] },
    );
    fc.assert(
      fc.property(template, fc.jsonValue({ maxDepth: 2 }), (some, data) => {
        const { missing, problems, ...content } = render(some as Template, { a: data, c: data }, OPTIONS);
        expect(missing).toBeDefined();
        expect(problems).toBeDefined();
        const whole = { ...content, type: 'e', data: {} };
        expect(Value.Check(IngestContent, whole)).toBe(true);
      }),
    );
  });
});
