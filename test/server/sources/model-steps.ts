/** What may happen to an inbox and its sources. */
import fc from 'fast-check';
import { VIEWS } from '#server/rules/state';
import { KINDS } from './upstream.ts';

/** What leaves little to compare is rare. */
const plain = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(...(['read', 'unread', 'done', 'restore', 'save', 'unsave'] as const)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...(['unsnooze', 'delete', 'purge'] as const)) },
);
/** For so many minutes, by the clock where it begins. */
const snooze = fc.record({ kind: fc.constant('snooze' as const), minutes: fc.constantFrom(5, 20) });
const action = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 2, arbitrary: snooze });
const there = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(plain, fc.constant('reword' as const)).map((name) => ({ action: name, minutes: 0 })),
  },
  { weight: 2, arbitrary: snooze.map(({ kind, minutes }) => ({ action: kind, minutes })) },
);
const nat = fc.nat({ max: 9 });
const picks = fc.array(nat, { minLength: 1, maxLength: 4 });
/** Most can happen between an inbox and a team server. */
const kind = fc.constantFrom(...KINDS, 'belfry' as const, 'belfry' as const, 'laravel' as const);
const step = <const K extends string, T extends object>(
  weight: number,
  name: K,
  fields: { readonly [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.WeightedArbitrary<T & { step: K }> => ({
  weight,
  arbitrary: fc.record(fields).map((one) => ({ ...(one as T), step: name })),
});

/** A pick is taken modulo what there is by then. */
export const STEP = fc.oneof(
  step(3, 'send', { kind, key: fc.constantFrom(null, 'a') }),
  /** It expires so many minutes later. */
  step(1, 'local', { ends: fc.constantFrom(null, -1, 5) }),
  step(4, 'elsewhere', { kind, done: there, pick: nat }),
  /** How far back; 0 is the newest that it said. */
  step(6, 'deliver', { kind, back: picks }),
  step(10, 'act', {
    action: fc.oneof(
      { weight: 8, arbitrary: action },
      { weight: 1, arbitrary: fc.constant('dismiss' as const) },
    ),
    picks,
  }),
  step(1, 'view', { action, view: fc.constantFrom(...VIEWS) }),
  step(3, 'undo', { back: nat }),
  step(5, 'clock', {
    /** In minutes since the start: the clocks go on, and are set ahead and back. */
    at: fc.nat({ max: 60 }),
    /** By how much those of the sources are ahead, in minutes. */
    skew: fc.integer({ min: -1, max: 1 }),
  }),
  /** By the clock that nobody sets. */
  step(2, 'wait', { ms: fc.nat({ max: 12_000 }) }),
  step(5, 'drain', {
    kind,
    limit: fc.integer({ min: 1, max: 3 }),
    outcome: fc.constantFrom(...(['done', 'done', 'done', 'refused', 'retry', 'lost'] as const)),
    /** Whether it says since when a delivered state applies. */
    dated: fc.boolean(),
    late: fc.boolean(),
  }),
  step(2, 'report', {}),
);
export type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;
