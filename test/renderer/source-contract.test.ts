/** The main process accepts what the forms accept: the window cannot use its schemas, and has its own checks. */
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { SourceDefinition, SourceSecrets } from '#app/source-definition';
import { SOURCE_KIND_NAMES } from '#server/rules/source-kinds';
import { newBelfry, readBelfry, WAYS } from '../../renderer/sources/form/belfry-draft.ts';
import { newChannels, readChannels } from '../../renderer/sources/form/channels-draft.ts';
import { newBase, type Reading } from '../../renderer/sources/form/draft.ts';
import { newEndpoint } from '../../renderer/sources/form/endpoint.ts';
import { newLaravel, readLaravel } from '../../renderer/sources/form/laravel-draft.ts';

const STORED = { token: true, headers: ['X-Tenant'], origins: ['https://shop.example'] };

/** Things that people type. */
const text = fc.oneof(
  fc.constantFrom(
    ...['', ' ', 'https://shop.example', 'http://[::1]:1/', 'shop', '7', 'a.b', '1|t', '443', '/x', 'x/'],
    ...['a b', 'presence-x', 'private-a\nb', 'é', '😀', 'ws.example', 'me@x', 'http://a b', '#', '..', '?'],
  ),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  // As long as may be, and longer.
  fc
    .tuple(
      fc.constantFrom('x', 'presence-', '/', 'https://', '1|'),
      fc.constantFrom(20, 60, 164, 200, 255, 2_000, 4_000),
      fc.integer({ min: -12, max: 2 }),
    )
    .map(([start, limit, more]) => start.padEnd(limit + more, 'x')),
  fc.stringMatching(/^[\w.:/[\]-]{0,210}$/),
);
const headers = fc
  .array(fc.record({ name: text, value: text, stored: fc.boolean() }), { maxLength: 5 })
  .map((rows) => rows.map((row, key) => ({ ...row, key })));
const endpoint = fc.oneof(
  text.map((cluster) => ({ ...newEndpoint('pusher'), cluster })),
  fc
    .tuple(fc.constantFrom('host', 'port', 'path'), text, fc.constantFrom(true, false, null))
    .map(([field, typed, tls]) => ({ ...newEndpoint('own'), host: 'ws', tls, [field]: typed })),
);

/** A valid draft with two fields typed again. */
function changed<D extends object>(good: D, fields: Partial<Record<keyof D, fc.Arbitrary<unknown>>>) {
  const change = fc.oneof(
    ...Object.entries<fc.Arbitrary<unknown>>(fields as Record<string, fc.Arbitrary<unknown>>).map(
      ([field, typed]) => typed.map((value) => ({ [field]: value })),
    ),
  );
  return fc.tuple(change, change).map(([one, other]) => ({ ...good, ...one, ...other }));
}

const own = { ...newEndpoint('own'), host: 'ws' };
const entry = { url: 'https://team.example', code: 'c', email: 'a@b', password: 'p', token: 't' };
const readings: Readonly<Record<SourceDefinition['kind'], fc.Arbitrary<Reading>>> = {
  belfry: changed(
    { ...newBelfry(newBase('blue'), null), ...entry },
    {
      name: text,
      url: text,
      code: text,
      email: text,
      password: text,
      token: text,
      way: fc.constantFrom(...WAYS),
    },
  ).map(readBelfry),
  laravel: changed(
    { ...newLaravel(newBase('blue')), url: 'https://shop.example', key: 'k', user: '7' },
    {
      ...{
        name: text,
        url: text,
        key: text,
        user: text,
        auth: text,
        prefix: text,
        people: text,
        token: text,
      },
      ...{ endpoint, headers, dropToken: fc.boolean() },
    },
  ).map((draft) => readLaravel(draft, STORED)),
  channels: changed(
    { ...newChannels(newBase('blue')), key: 'k', endpoint: own, channels: 'orders' },
    { name: text, key: text, channels: text, auth: text, token: text, endpoint, headers },
  ).map((draft) => readChannels(draft, STORED)),
};

test.each(SOURCE_KIND_NAMES)('of the form of %s', (kind) => {
  let taken = 0;
  let refused = 0;
  fc.assert(
    fc.property(readings[kind], (reading) => {
      if (!reading.ok) {
        refused += 1;
        return;
      }
      taken += 1;
      expect([...Value.Errors(SourceDefinition, reading.definition)]).toEqual([]);
      expect([...Value.Errors(SourceSecrets, reading.secrets)]).toEqual([]);
    }),
    { numRuns: 4_000 },
  );
  expect(taken).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});
