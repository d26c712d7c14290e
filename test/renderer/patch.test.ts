import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../renderer/state/patch.ts';
import { idOf, list, notification } from './support.ts';

const empty = { view: 'inbox', upserts: [], removals: [], more: false } as const;

describe('applyPatch', () => {
  it('puts new rows in their place, newest first, and takes the others out', () => {
    const next = applyPatch(list([9, 6, 3]), {
      ...empty,
      version: 2,
      upserts: [notification(1), notification(7), notification(10)],
      removals: [idOf(6)],
      more: true,
    });
    expect(next).toEqual({ ...list([10, 9, 7, 3, 1], 2), more: true });
  });

  it('replaces a row by its new state', () => {
    const read = notification(6, { read_at: '2026-11-22T11:00:00.000000Z' });
    const next = applyPatch(list([9, 6]), { ...empty, version: 2, upserts: [read] });
    expect(next).toMatchObject({ items: [notification(9), read] });
  });

  it('moves a row to where it stands now', () => {
    const moved = notification(9, { surfaced_at: '2020-01-01T00:00:00.000000Z' });
    const next = applyPatch(list([9, 6, 3]), { ...empty, version: 2, upserts: [moved] });
    expect(next).toMatchObject({ items: [notification(6), notification(3), moved] });
  });

  it('leaves the rows that did not change the same objects', () => {
    const before = list([9, 6]);
    const next = applyPatch(before, { ...empty, version: 2, upserts: [notification(7)] });
    expect(next !== 'gap' && next.items[0] === before.items[0]).toBe(true);
  });

  it('changes nothing for a patch that it already holds', () => {
    const before = list([9], 4);
    expect(applyPatch(before, { ...empty, version: 4, removals: [idOf(9)] })).toBe(before);
    expect(applyPatch(before, { ...empty, version: 2, removals: [idOf(9)] })).toBe(before);
  });

  it('reports a gap', () => {
    expect(applyPatch(list([9], 4), { ...empty, version: 6 })).toBe('gap');
  });

  it('is what a map of the rows would be', () => {
    const numbers = fc.uniqueArray(fc.nat(60));
    fc.assert(
      fc.property(numbers, numbers, numbers, (held, upserted, removed) => {
        const next = applyPatch(list(held.toSorted((a, b) => b - a)), {
          ...empty,
          version: 2,
          upserts: upserted.map((n) => notification(n, { revision: 1_000 })),
          removals: removed.map(idOf),
        });
        const expected = new Map(held.map((n) => [n, n]));
        for (const n of upserted) expected.set(n, 1_000);
        for (const n of removed) expected.delete(n);
        const rows = [...expected].sort(([a], [b]) => b - a).map(([n, revision]) => [idOf(n), revision]);
        expect(next !== 'gap' && next.items.map((item) => [item.id, item.revision])).toEqual(rows);
      }),
    );
  });
});
