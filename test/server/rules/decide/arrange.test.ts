import { describe, expect, test } from 'vitest';
import type { Notification } from '#server/notification';
import { arrange, type Turn } from '#server/rules/decide/arrange';
import type { HoldReason } from '#server/rules/decide/situation';
import { notification } from '../../../support/notification.ts';

const NOW = new Date('2026-11-22T10:03:00.000Z');
const LONG_AGO = '2026-11-21T10:00:00.000000Z';
const LIVE: Turn = { occasion: 'live', first: false, room: 3, storms: new Set(), now: NOW };

/** What appears: ids of toasts that stand for one, and of each summary with its reason. */
function appearing(items: readonly Notification[], turn: Partial<Turn> = {}) {
  const { singles, summaries, overtaken } = arrange(
    items.map((item) => ({ item, decision: { do: 'show', reason: 'single' } as const })),
    { ...LIVE, ...turn },
  );
  return {
    singles: singles.map(({ item }) => item.revision),
    summaries: summaries.map(({ items, decision }) => [
      decision.reason,
      ...items.map(({ revision }) => revision),
    ]),
    overtaken: overtaken.map(({ item, decision }) => [item.revision, decision.by]),
  };
}
const NOTHING = { singles: [], summaries: [], overtaken: [] };

const [a, b] = [notification(1), notification(2)];
const one = notification(3, { group_key: 'build' });
const two = notification(4, { group_key: 'build' });
const foreign = notification(5, { group_key: 'build', source: 'elsewhere' });
const urgent = [6, 7, 8, 9].map((revision) => notification(revision, { priority: 5 }));

describe('what appears together', () => {
  test('nothing as nothing', () => {
    expect(appearing([])).toEqual(NOTHING);
  });

  test.each<Turn['occasion']>(['live', 'away', 'paused', 'locked'])('one as itself (%s)', (occasion) => {
    expect(appearing([a], { occasion })).toEqual({ ...NOTHING, singles: [1] });
  });

  test.each([
    ['live', 'folded'],
    ['away', 'backlog'],
    ['paused', 'held'],
    ['quiet_hours', 'held'],
    ['unseen', 'unseen'],
  ] as const)('several as a summary (%s)', (occasion, reason) => {
    expect(appearing([a, b], { occasion })).toEqual({ ...NOTHING, summaries: [[reason, 1, 2]] });
  });

  test.each<HoldReason>(['paused', 'quiet_hours', 'do_not_disturb', 'locked'])(
    'a summary names the hold that has ended (%s)',
    (hold) => {
      const { summaries } = arrange(
        [a, b].map((item) => ({ item, decision: { do: 'show', reason: 'single' } as const })),
        { ...LIVE, occasion: hold },
      );
      expect(summaries[0]?.decision.by).toEqual({ kind: 'hold', hold });
    },
  );

  test('a group as its newest', () => {
    const by = { kind: 'item', id: 'id-4' };
    expect(appearing([one, two])).toEqual({ ...NOTHING, singles: [4], overtaken: [[3, by]] });
    expect(appearing([one, two, a]).summaries).toEqual([['folded', 3, 4, 1]]);
    expect(appearing([two, foreign]).summaries).toEqual([['folded', 4, 5]]);
  });

  test('nothing old as if it were new: on a first run, after a day, or told once more', () => {
    expect(appearing([a], { first: true, occasion: 'away' }).summaries).toEqual([['backlog', 1]]);
    const old = notification(1, { created_at: LONG_AGO, priority: 5 });
    expect(appearing([old], { occasion: 'away' }).summaries).toEqual([['backlog', 1]]);
    expect(appearing([old, b], { occasion: 'locked' }).summaries).toEqual([['held', 1, 2]]);
    expect(appearing([a], { occasion: 'unseen' }).summaries).toEqual([['unseen', 1]]);
  });
});

describe('urgent ones', () => {
  test.each<Turn['occasion']>(['live', 'away', 'paused'])(
    'stand beside the summary, at most three, the newest (%s)',
    (occasion) => {
      const { singles, summaries } = appearing([a, ...urgent, b], { occasion });
      expect(singles.toSorted()).toEqual([7, 8, 9]);
      expect(summaries[0]?.slice(1)).toEqual([1, 6, 2]);
    },
  );

  test('are a summary where there are enough of them on the screen', () => {
    expect(appearing(urgent.slice(0, 1), { room: 0 })).toEqual({ ...NOTHING, summaries: [['urgent', 6]] });
  });

  test('leave the room to emergencies', () => {
    const emergency = notification(5, { emergency: { retry: 30, expire: 60 } });
    expect(appearing([emergency, ...urgent], { room: 1 })).toEqual({
      ...NOTHING,
      singles: [5],
      summaries: [['urgent', 6, 7, 8, 9]],
    });
    expect(appearing([emergency], { room: 0 }).summaries).toEqual([['emergencies', 5]]);
  });

  test('of one group share a toast', () => {
    const older = notification(1, { group_key: 'build' });
    const [first, newest] = [2, 3].map((revision) =>
      notification(revision, { group_key: 'build', priority: 5 }),
    );
    if (first === undefined || newest === undefined) throw new Error('no group');
    const by = { kind: 'item', id: 'id-3' };
    const overtaken = [
      [1, by],
      [2, by],
    ];
    expect(appearing([older, first, newest])).toEqual({ ...NOTHING, singles: [3], overtaken });
  });
});

describe('a storm', () => {
  test('has a toast of its own, and takes in even what is urgent, but no emergency', () => {
    const storms = new Set(['noisy']);
    const noise = [10, 11].map((revision) => notification(revision, { source: 'noisy', priority: 5 }));
    const emergency = notification(12, { source: 'noisy', emergency: { retry: 30, expire: 60 } });
    expect(appearing([a, ...noise, emergency], { storms })).toEqual({
      ...NOTHING,
      singles: [12, 1],
      summaries: [['storm', 10, 11]],
    });
  });
});
