import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seenEvent } from '../../../../electron/sources/templates/seen-event.ts';

const LIMIT = 8 * 1024;
const NOW = new Date('2026-11-27T10:00:00Z');
const dataOf = (data: unknown) =>
  seenEvent(NOW, { channel: 'orders', event: 'order.shipped', mapped: false, data }).data;

test('an event is remembered as it came', () => {
  const data = { id: 7, items: [{ name: 'Tea' }] };
  expect(seenEvent(NOW, { channel: 'orders', event: 'order.shipped', mapped: true, data })).toEqual({
    at: '2026-11-27T10:00:00.000Z',
    channel: 'orders',
    event: 'order.shipped',
    aliases: [],
    data: '{"id":7,"items":[{"name":"Tea"}]}',
    mapped: true,
  });
  expect(dataOf(undefined)).toBe('null');
});

test('of a long one the long parts are shortened, in their order', () => {
  const json = dataOf({
    log: 'x'.repeat(20_000),
    id: 7,
    lines: Array.from({ length: 3_000 }, (_, n) => `line ${n}`),
    nested: { html: '<p>'.repeat(9_000), name: 'Tea' },
  });
  expect(json.length).toBeLessThanOrEqual(LIMIT);
  const data = JSON.parse(json);
  expect(Object.keys(data)).toEqual(['log', 'id', 'lines', 'nested']);
  expect(data).toMatchObject({
    id: 7,
    log: expect.stringMatching(/^x{1000,}…$/),
    lines: expect.arrayContaining(['line 0']),
    nested: { name: 'Tea', html: expect.stringContaining('<p><p>') },
  });
});

test('the text fits even if it begins with escaped characters', () => {
  const json = dataOf(`${'\0'.repeat(2_000)}${'x'.repeat(20_000)}`);
  expect(json.length).toBeLessThanOrEqual(LIMIT);
  expect(JSON.parse(json)).toMatch(/^\0{1000,}…$/);
});

test('the result is JSON within the bound, whatever came', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((some) => some.repeat(500));
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
  const long = fc.oneof(
    text,
    fc.array(value, { minLength: 1, maxLength: 5 }).map((some) => Array(100).fill(some)),
    fc.array(fc.tuple(fc.string(), value), { minLength: 1 }).map(Object.fromEntries),
    fc
      .array(value)
      .map((some) => Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`key-${n}`, some]))),
  );
  fc.assert(
    fc.property(long, (data) => {
      const json = dataOf(data);
      expect(json.length).toBeLessThanOrEqual(LIMIT);
      const whole = JSON.stringify(data);
      if (whole.length <= LIMIT) expect(json).toBe(whole);
      else expect(JSON.parse(json)).toBeDefined();
    }),
    { numRuns: 40 },
  );
});
