import { expect, test } from 'vitest';
import { createSelection } from '../../renderer/state/selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const idsOf = (selection: ReturnType<typeof createSelection>) => [...selection.get().ids].sort();

test('rows are taken in and out, and ranges begin at the last one that was chosen', () => {
  const selection = createSelection();
  selection.toggle('b');
  selection.extendTo('d', ORDER);
  expect(idsOf(selection)).toEqual(['b', 'c', 'd']);
  selection.toggle('c');
  expect(idsOf(selection)).toEqual(['b', 'd']);
  selection.extendTo('a', ORDER);
  expect(idsOf(selection)).toEqual(['a', 'b', 'c', 'd']);
});

test('a range without a beginning is the row itself', () => {
  const selection = createSelection();
  selection.extendTo('c', ORDER);
  expect(idsOf(selection)).toEqual(['c']);
  selection.extendTo('e', ORDER);
  expect(idsOf(selection)).toEqual(['c', 'd', 'e']);
});

test('everything that the list finds is chosen until a row is taken in or out', () => {
  const selection = createSelection();
  selection.take(ORDER);
  selection.takeAll(1_204);
  expect(selection.get().all).toBe(1_204);
  selection.toggle('a');
  expect(selection.get()).toEqual({ ids: new Set(['b', 'c', 'd', 'e']), all: null });
});

test('rows that leave the list are chosen no more; with the last one nothing is', () => {
  const selection = createSelection();
  selection.take(['a', 'b']);
  selection.takeAll(9);
  selection.keep(['b', 'c']);
  expect(selection.get()).toEqual({ ids: new Set(['b']), all: 9 });
  selection.keep(['c']);
  expect(selection.get()).toEqual({ ids: new Set(), all: null });
});
