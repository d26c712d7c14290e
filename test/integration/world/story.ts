/** Stories: everything that may happen between two devices, a team server and a Laravel app. */
import fc from 'fast-check';
import { VIEWS } from '#server/rules/state';
import { RULE_EFFECTS } from '#server/rules/verdicts';
import type { Weather } from './network.ts';

const at = fc.nat({ max: 1 });
/** One of the devices; 2: the team's own page. */
const where = fc.nat({ max: 2 });
/** Among what there is by then, newest first, modulo how many these are; often one that is about to be announced. */
const pick = fc.oneof(fc.nat({ max: 1 }), fc.nat({ max: 30 }));
/** Of snoozes and mutes: most end within the story. */
const minutes = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 3, max: 8 }) },
  { weight: 1, arbitrary: fc.constant(2 * 24 * 60) },
);

const happening = <const K extends string, T extends object>(
  weight: number,
  kind: K,
  fields: { readonly [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.WeightedArbitrary<T & { kind: K }> => ({
  weight,
  arbitrary: fc.record(fields).map((one) => ({ ...(one as T), kind })),
});

const content = fc.record({
  grouped: fc.boolean(),
  type: fc.constantFrom('build', 'alert'),
  /** When the clock does something about it. */
  time: fc.oneof(
    { weight: 7, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ delay: fc.integer({ min: 5, max: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ expires: fc.integer({ min: 5, max: 300 }) }) },
    { weight: 1, arbitrary: fc.constant({ insists: 200 }) },
  ),
});
export type Sent = typeof content extends fc.Arbitrary<infer T> ? T : never;

const deed = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom('read', 'unread', 'done', 'restore', 'save', 'unsave', 'unsnooze', 'delete'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('purge', 'acknowledge') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('snooze'), minutes }) },
);
const target = fc.oneof(
  { weight: 8, arbitrary: fc.record({ on: fc.constant('row'), pick }) },
  { weight: 1, arbitrary: fc.record({ on: fc.constant('thread'), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      on: fc.constant('filter'),
      q: fc.constantFrom(
        'is:unread',
        'type:alert',
        'is:saved -is:read',
        'number 1',
        'is:deleted',
        '-type:build',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ on: fc.constant('view'), view: fc.constantFrom(...VIEWS) }) },
);
const thing = fc.oneof(
  fc.constantFrom(
    { what: 'thread', key: 'group' } as const,
    { what: 'type', key: 'alert' } as const,
    { what: 'type', key: 'build' } as const,
  ),
  fc.constant({ what: 'source', key: '' } as const),
);

const what = fc.oneof(
  happening(6, 'team', { content }),
  happening(5, 'shop', {
    shape: fc.constantFrom('flat', 'wrapped'),
    times: fc.nat({ max: 2 }),
  }),
  happening(1, 'local', { at, content }),
  happening(8, 'act', { where, deed, target }),
  happening(3, 'undo', { where, pick: fc.nat({ max: 3 }) }),
  happening(1, 'mute', {
    where,
    thing,
    minutes: fc.oneof(fc.constant(null), minutes),
    isLocal: fc.boolean(),
  }),
  happening(1, 'unmute', { where, pick }),
  happening(1, 'rule', {
    where,
    filter: fc.constantFrom('type:alert', 'type:build', '-type:alert', '7', 'number'),
    effect: fc.constantFrom(...RULE_EFFECTS),
  }),
  happening(1, 'drop rule', { where, pick }),
  happening(2, 'shop elsewhere', { what: fc.constantFrom('read', 'remove'), pick }),
  happening(3, 'weather', {
    at,
    host: fc.constantFrom('team', 'shop', 'sockets'),
    weather: fc.constantFrom<Weather>('fine', 'cut', 'silent'),
  }),
  happening(1, 'restart', { at, how: fc.constantFrom('quit', 'crash', 'backend') }),
  happening(1, 'upstream', { which: fc.constantFrom('team', 'shop'), runs: fc.boolean() }),
  happening(1, 'kick', { at }),
  happening(1, 'clock', { at, minutes: fc.oneof(fc.constant(0), fc.integer({ min: -120, max: 120 })) }),
  happening(3, 'wait', { ms: fc.nat({ max: 200_000 }) }),
);
export type Happening = typeof what extends fc.Arbitrary<infer T> ? T : never;

/** And this share of what is on its way arrives afterwards, within this time. */
const step = fc.record({ happening: what, flow: fc.nat({ max: 15 }), ms: fc.nat({ max: 2_000 }) });
export type StoryStep = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const story = fc.record({
  steps: fc.array(step, { maxLength: 50, size: 'max' }),
  seed: fc.integer({ min: 0 }),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
