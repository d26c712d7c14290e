import { describe, expect, test } from 'vitest';
import { admit, type Occasion, present } from '../../../electron/delivery/policy.ts';
import { notification } from '../../support/notification.ts';

const READ = '2026-11-22T10:03:00.000000Z';

describe('what arrives', () => {
  test.each([
    [{}, { announced: false, paused: false }, { do: 'announce' }],
    [{}, { announced: true, paused: false }, { do: 'skip', reason: 'already_announced' }],
    [{}, { announced: false, paused: true }, { do: 'hold', reason: 'paused' }],
    [{}, { announced: true, paused: true }, { do: 'skip', reason: 'already_announced' }],
    [{ read_at: READ }, { announced: false, paused: false }, { do: 'skip', reason: 'read' }],
    [{ archived_at: READ }, { announced: false, paused: true }, { do: 'skip', reason: 'read' }],
    [{ type: 'belfry.gap' }, { announced: false, paused: false }, { do: 'skip', reason: 'quiet' }],
    // Marked unread again later: a newer revision, but it is not new.
    [{ revision: 9 }, { announced: true, paused: false }, { do: 'skip', reason: 'already_announced' }],
  ] as const)('%j at %j', (fields, at, expected) => {
    expect(admit(notification(5, fields), at)).toEqual(expected);
  });
});

describe('what appears', () => {
  const a = notification(1);
  const b = notification(2);
  const one = notification(3, { group_key: 'build' });
  const two = notification(4, { group_key: 'build' });
  const foreign = notification(5, { group_key: 'build', source: 'elsewhere' });

  test.each([
    ['live', [a], { do: 'show', reason: 'single', item: a }],
    ['away', [a], { do: 'show', reason: 'single', item: a }],
    ['live', [a, b], { do: 'summarise', reason: 'folded' }],
    ['away', [a, b], { do: 'summarise', reason: 'backlog' }],
    ['paused', [a, b], { do: 'summarise', reason: 'pause_over' }],
    ['live', [one, two], { do: 'show', reason: 'same_group', item: two }],
    ['live', [one, two, a], { do: 'summarise', reason: 'folded' }],
    ['live', [two, foreign], { do: 'summarise', reason: 'folded' }],
  ] as const)('%s: %j', (occasion, items, expected) => {
    expect(present(items, { occasion, first: false })).toEqual(expected);
  });

  test.each<Occasion>(['live', 'away', 'paused'])(
    'nothing old appears singly on the first run (%s)',
    (occasion) => {
      expect(present([a], { occasion, first: true }).do).toBe('summarise');
    },
  );
});
