import { describe, expect, test } from 'vitest';
import { type Circumstances, decide } from '#server/rules/decide/decide';
import type { Item } from '#server/rules/decide/decision';
import type { Hold, HoldReason } from '#server/rules/decide/situation';
import type { Lines } from '#server/rules/lines';
import { notification } from '../../../support/notification.ts';

const NOW = new Date('2026-11-22T10:03:00.000Z');
const THEN = '2026-11-22T10:02:30.000000Z';
const RULE = { id: '7', name: 'CI noise' };

const CALM: Circumstances = {
  announced: false,
  inSight: false,
  situation: { holds: [], isExposed: false, isIdle: false },
  settings: { breakThrough: 'emergencies', leastPriority: 1, lines: {} },
  now: NOW,
};

const holding = (reason: HoldReason): Hold => ({ reason, by: null, until: null });
const HOLDING = holding('paused');

type Patch = Readonly<{
  item?: Partial<Item>;
  at?: Partial<Omit<Circumstances, 'situation' | 'settings'>>;
  settings?: Partial<Circumstances['settings']>;
  situation?: Partial<Circumstances['situation']>;
}>;

function merged(...patches: readonly Patch[]) {
  const item = Object.assign({}, notification(5, { sender: 'Ann' }), ...patches.map((patch) => patch.item));
  const holds = patches.flatMap(({ situation }) => situation?.holds ?? []);
  const at: Circumstances = {
    ...Object.assign({}, CALM, ...patches.map((patch) => patch.at)),
    settings: Object.assign({}, CALM.settings, ...patches.map((patch) => patch.settings)),
    situation: { ...Object.assign({}, CALM.situation, ...patches.map((patch) => patch.situation)), holds },
  };
  return decide(item, at);
}

/** Everything that can keep a notification back, in the order in which it is named. */
const REASONS: readonly (readonly [reason: string, patch: Patch])[] = [
  ['already_announced', { at: { announced: true } }],
  ['deleted', { item: { deleted_at: THEN } }],
  ['read', { item: { read_at: THEN } }],
  ['done', { item: { archived_at: THEN } }],
  ['snoozed', { item: { snoozed_until: THEN } }],
  ['expired', { item: { expires_at: THEN } }],
  ['muted', { item: { muted_at: THEN } }],
  ['quiet', { item: { type: 'belfry.gap' } }],
  ['silenced', { item: { verdict: { rule: RULE, do: 'silent' } } }],
  ['quietly', { settings: { lines: { local: { line: 'quietly' } } } }],
  ['minimum_priority', { item: { priority: 1 }, settings: { leastPriority: 2 } }],
  ['in_sight', { at: { inSight: true } }],
  ['paused', { situation: { holds: [HOLDING] } }],
  ['quiet_hours', { situation: { holds: [holding('quiet_hours')] } }],
  ['do_not_disturb', { situation: { holds: [holding('do_not_disturb')] } }],
];

describe('of two reasons', () => {
  const pairs = REASONS.flatMap(([first, one], index) =>
    REASONS.slice(index).map(([second, other]) => [first, second, one, other] as const),
  );
  test.each(pairs)('%s and %s: the first is named', (first, _second, one, other) => {
    expect(merged(one, other).reason).toBe(first);
    expect(merged(one, other).do).toMatch(/skip|hold/);
  });

  test.each(REASONS)('%s outweighs a locked screen', (reason, patch) => {
    // Nobody sees a window behind a lock, so nothing is in sight there.
    const expected = reason === 'in_sight' ? 'locked' : reason;
    expect(merged(patch, { situation: { holds: [holding('locked')] } }).reason).toBe(expected);
  });
});

test.each<[string, Patch]>([
  ['an emergency', { item: { emergency: { retry: 30, expire: 600 } } }],
  ['a test that its user has asked for', { item: { type: 'belfry.test' } }],
])('%s appears also while its row is in sight', (_what, patch) => {
  expect(merged(patch, { at: { inSight: true } }).do).toBe('show');
});

describe('what is behind a reason', () => {
  test.each<[Patch, object]>([
    [{}, { do: 'show', reason: 'single' }],
    [
      { item: { verdict: { rule: RULE, do: 'silent' } } },
      { do: 'skip', reason: 'silenced', by: { kind: 'rule', ...RULE } },
    ],
    [
      { item: { read_at: THEN, verdict: { rule: RULE, do: 'read' } } },
      { do: 'skip', reason: 'read', by: { kind: 'rule', ...RULE } },
    ],
    [{ item: { muted_at: THEN, verdict: { rule: null, do: 'muted' } } }, { do: 'skip', reason: 'muted' }],
    [{ item: { archived_at: THEN, ended: 'withdrawn' } }, { do: 'skip', reason: 'withdrawn' }],
    [
      { settings: { lines: { local: { line: 'quietly' } } } },
      { do: 'skip', reason: 'quietly', by: { kind: 'source', source: 'local' } },
    ],
    [
      { settings: { lines: { local: { senders: { Ann: 'quietly' } } } } },
      { do: 'skip', reason: 'quietly', by: { kind: 'sender', source: 'local', sender: 'Ann' } },
    ],
    [
      { settings: { leastPriority: 4 } },
      { do: 'skip', reason: 'minimum_priority', by: { kind: 'priority', priority: 4 } },
    ],
    [
      { situation: { holds: [{ reason: 'do_not_disturb', by: 'GNOME', until: THEN }, holding('locked')] } },
      { do: 'hold', reason: 'do_not_disturb', by: { kind: 'desktop', name: 'GNOME' }, until: THEN },
    ],
  ])('%j', (patch, expected) => {
    expect(merged(patch)).toEqual(expected);
  });

  test('the line of a sender counts more than that of its source', () => {
    const lines: Lines = { local: { line: 'quietly', senders: { Ann: 'notify' } } };
    expect(merged({ settings: { lines } }).do).toBe('show');
    expect(merged({ settings: { lines }, item: { sender: 'Bob' } }).reason).toBe('quietly');
  });

  test('a source or sender with the name of what every object has is as any other', () => {
    expect(merged({ item: { source: 'constructor', sender: 'toString' } }).do).toBe('show');
  });

  test('a row in the sight of nobody is not seen', () => {
    expect(merged({ at: { inSight: true }, situation: { isIdle: true } }).do).toBe('show');
  });

  test('a rule that calls it urgent outweighs the line of its source and the least priority', () => {
    const urgent: Patch = { item: { priority: 1, verdict: { rule: RULE, do: 'urgent' } } };
    const settings = { leastPriority: 3, lines: { local: { line: 'quietly' } } } as const;
    expect(merged(urgent, { settings }).do).toBe('show');
    expect(merged({ item: { priority: 1, emergency: {} } }, { settings: { leastPriority: 3 } })).toEqual({
      do: 'show',
      reason: 'emergency',
    });
  });
});

describe('what breaks through a hold', () => {
  const EMERGENCY: Patch = { item: { emergency: { retry: 30, expire: 60 } } };
  const FIVE: Patch = { item: { priority: 5 } };
  const BY_RULE: Patch = { item: { verdict: { rule: RULE, do: 'urgent' } } };
  const setting = (breakThrough: Circumstances['settings']['breakThrough']): Patch => ({
    settings: { breakThrough },
  });

  test.each<[string, Patch, Patch, object | null]>([
    ['by default an emergency', EMERGENCY, {}, { kind: 'emergency' }],
    ['by default what a rule calls urgent', BY_RULE, {}, { kind: 'rule', ...RULE }],
    ['by default priority 5 waits', FIVE, {}, null],
    ['priority 5 if it may', FIVE, setting('urgent'), { kind: 'priority', priority: 5 }],
    ['priority 4 never', { item: { priority: 4 } }, setting('urgent'), null],
    ['no emergency if nothing may', EMERGENCY, setting('nothing'), null],
    ['nor what a rule calls urgent', BY_RULE, setting('nothing'), null],
    [
      'what its source allows',
      FIVE,
      { settings: { lines: { local: { breakThrough: 'urgent' } } } },
      { kind: 'priority', priority: 5 },
    ],
    [
      'nothing that its source forbids',
      EMERGENCY,
      { settings: { lines: { local: { breakThrough: 'nothing' } } } },
      null,
    ],
  ])('%s, whatever the hold', (_what, item, settings, by) => {
    for (const reason of ['paused', 'quiet_hours', 'do_not_disturb', 'locked'] as const) {
      const decision = merged(item, settings, { situation: { holds: [holding(reason)] } });
      if (by === null) expect(decision).toEqual({ do: 'hold', reason, until: null });
      else expect(decision).toEqual({ do: 'show', reason: 'breaks_through', by, through: reason });
    }
  });
});
