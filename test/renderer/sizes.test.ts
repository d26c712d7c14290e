import { expect, it } from 'vitest';
import type { Entry } from '../../renderer/inbox/list/group.ts';
import { forgetOthers } from '../../renderer/inbox/list/sizes.ts';
import { notification } from './support.ts';

const rows = (from: number, until: number): readonly Entry[] =>
  Array.from({ length: until - from }, (_, n) => {
    const item = notification(from + n);
    return { kind: 'row', key: item.id, item };
  });

it('remembers row sizes for the list and a view or two, however many rows have come and gone', () => {
  const sizes = new Map<unknown, number>();
  for (let newest = 50; newest <= 5_000; newest += 50) {
    const entries = rows(newest - 50, newest);
    for (const { key } of entries) sizes.set(key, 90);
    forgetOthers(sizes, entries);
    expect(sizes.size).toBeLessThanOrEqual(550);
    for (const { key } of entries) expect(sizes.has(key)).toBe(true);
  }
});

it('still knows those of the view that was shown before', () => {
  const before = rows(0, 200);
  const sizes = new Map<unknown, number>(before.map(({ key }) => [key, 90]));
  forgetOthers(sizes, []);
  expect(sizes.size).toBe(200);
});
