import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../../server/errors.ts';
import { readBatch, readChannelEvent, readEvent } from '../../../../server/routes/pusher/events.ts';
import { checkSignature, readTarget } from '../../../../server/routes/pusher/request-signature.ts';
import { makeApp, signedTarget } from './harness.ts';

const NOW_S = 1_800_000_000;

/** Whether this request, of now, is believed. */
function isBelieved(method: string, target: string): boolean {
  const read = readTarget(target);
  return read !== null && checkSignature(makeApp(), { method, ...read }, NOW_S * 1_000) === null;
}

const parameter = fc
  .string({ unit: 'grapheme' })
  .filter((text) => !/[&=]/.test(text) && Buffer.from(text).toString() === text);
/** Of one's own: the signature's begin with `auth_` or `body_`. */
const name = parameter.map((text) => `x${text}`);

test('a signed request is accepted with any parameters, and refused if any character changes', () => {
  const query = fc.dictionary(name, parameter, { maxKeys: 4 });
  fc.assert(
    fc.property(query, fc.nat(), fc.constantFrom('a', '0', '&', '=', '%', '/', '?'), (own, seed, other) => {
      const target = signedTarget('GET', '/channels', { query: own, timestamp: NOW_S });
      expect(isBelieved('GET', target)).toBe(true);
      const at = seed % target.length;
      const changed = target.slice(0, at) + other + target.slice(at + 1);
      const means = (text: string) => JSON.stringify([...(readTarget(text)?.query ?? [])].sort());
      const isSame = means(changed) === means(target) && changed.split('?')[0] === target.split('?')[0];
      expect(isBelieved('GET', changed)).toBe(isSame);
    }),
    { numRuns: 200 },
  );
});

test('no target makes the check throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string(), (target, method) => {
      expect(isBelieved(method, target)).toBe(false);
    }),
  );
});

const field = fc.oneof(
  fc.constantFrom('a', '#server-to-user-1', 'pusher:x', '1.2', '', null),
  fc.jsonValue(),
);
const eventLike = fc.record(
  {
    name: field,
    data: field,
    channel: field,
    channels: fc.oneof(fc.array(field), field),
    socket_id: field,
    info: field,
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  fc.uint8Array(),
  fc.json().map((text) => Buffer.from(text)),
  eventLike.map((value) => Buffer.from(JSON.stringify(value))),
  fc.array(eventLike).map((batch) => Buffer.from(JSON.stringify({ batch }))),
);

test.each<[string, (body: Uint8Array) => unknown]>([
  ['readEvent', readEvent],
  ['readBatch', readBatch],
  ['readChannelEvent', (body) => readChannelEvent('a', new Map([['name', 'e']]), body)],
])('%s takes any bytes, or refuses them by name', (_what, read) => {
  fc.assert(
    fc.property(bodies, (body) => {
      try {
        read(body);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(['bad_request', 'malformed_json', 'payload_too_large']).toContain((error as AppError).code);
      }
    }),
    { numRuns: 200 },
  );
});
