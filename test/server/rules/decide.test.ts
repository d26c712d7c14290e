import { describe, expect, test } from 'vitest';
import { type Circumstances, decide, type Occasion } from '#server/rules/decide';
import { notification } from '../../support/notification.ts';

const READ = '2026-11-22T10:03:00.000000Z';
const CALM: Circumstances = { announced: false, paused: false, occasion: 'live', first: false, together: [] };

describe('what arrives', () => {
  test.each([
    [{}, {}, { do: 'show', reason: 'single' }],
    [{}, { announced: true }, { do: 'skip', reason: 'already_announced' }],
    [{}, { paused: true }, { do: 'hold', reason: 'paused' }],
    [{}, { announced: true, paused: true }, { do: 'skip', reason: 'already_announced' }],
    [{ read_at: READ }, {}, { do: 'skip', reason: 'read' }],
    [{ archived_at: READ }, { paused: true }, { do: 'skip', reason: 'read' }],
    [{ type: 'belfry.gap' }, {}, { do: 'skip', reason: 'quiet' }],
    // Marked unread again later: a newer revision, but it is not new.
    [{ revision: 9 }, { announced: true }, { do: 'skip', reason: 'already_announced' }],
  ] as const)('%j at %j', (fields, at, expected) => {
    const item = notification(5, fields);
    expect(decide(item, { ...CALM, together: [item], ...at })).toEqual(expected);
  });
});

describe('what appears together', () => {
  const a = notification(1);
  const b = notification(2);
  const one = notification(3, { group_key: 'build' });
  const two = notification(4, { group_key: 'build' });
  const foreign = notification(5, { group_key: 'build', source: 'elsewhere' });

  test.each([
    ['live', [a], { do: 'show', reason: 'single' }],
    ['away', [a], { do: 'show', reason: 'single' }],
    ['live', [a, b], { do: 'summarise', reason: 'folded' }],
    ['away', [a, b], { do: 'summarise', reason: 'backlog' }],
    ['paused', [a, b], { do: 'summarise', reason: 'pause_over' }],
    ['live', [one, two], { do: 'show', reason: 'same_group' }],
    ['live', [one, two, a], { do: 'summarise', reason: 'folded' }],
    ['live', [two, foreign], { do: 'summarise', reason: 'folded' }],
  ] as const)('%s, %j: the newest', (occasion, together, expected) => {
    const newest = together.at(-1) ?? a;
    expect(decide(newest, { ...CALM, occasion, together })).toEqual(expected);
  });

  test('of one group the older ones are overtaken', () => {
    expect(decide(one, { ...CALM, together: [one, two] })).toEqual({ do: 'skip', reason: 'overtaken' });
  });

  test.each<Occasion>(['live', 'away', 'paused'])(
    'nothing old appears singly on the first run (%s)',
    (occasion) => {
      expect(decide(a, { ...CALM, occasion, first: true, together: [a] }).do).toBe('summarise');
    },
  );
});
