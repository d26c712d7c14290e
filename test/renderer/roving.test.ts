import { describe, expect, it } from 'vitest';
import { countNewer, moved, survivor } from '../../renderer/inbox/list/roving.ts';

describe('moved', () => {
  const rows = ['c', 'b', 'a'];
  it.each([
    ['c', 'list.next', 'b'],
    ['a', 'list.next', 'a'],
    ['b', 'list.previous', 'c'],
    ['c', 'list.previous', 'c'],
    ['b', 'list.first', 'c'],
    ['b', 'list.last', 'a'],
    [null, 'list.next', 'c'],
    [null, 'list.previous', 'c'],
    ['c', 'list.pageDown', 'a'],
    ['b', 'list.pageDown', 'a'],
    [null, 'list.pageDown', 'a'],
    ['a', 'list.pageUp', 'c'],
    ['b', 'list.pageUp', 'c'],
  ] as const)('from %s, %s is %s', (active, move, expected) => {
    expect(moved(rows, active, move, 2)).toBe(expected);
  });

  it('is nowhere in an empty list', () => {
    expect(moved([], null, 'list.next', 2)).toBeNull();
    expect(moved([], null, 'list.last', 2)).toBeNull();
  });
});

describe('survivor', () => {
  it.each([
    ['itself while it is there', ['d', 'c', 'b', 'a'], ['e', 'c'], 'c', 'c'],
    ['the one below', ['d', 'c', 'b', 'a'], ['d', 'b', 'a'], 'c', 'b'],
    ['the next one below that is left', ['d', 'c', 'b', 'a'], ['d', 'a'], 'c', 'a'],
    ['the one above when it was the last', ['d', 'c', 'b', 'a'], ['d', 'c', 'b'], 'a', 'b'],
    ['none in an empty list', ['a'], [], 'a', null],
    ['none when there was none', ['a'], ['a'], null, null],
  ] as const)('is %s', (_, before, after, active, expected) => {
    expect(survivor(before, after, active)).toBe(expected);
  });
});

describe('countNewer', () => {
  it('counts what is above the newest that was seen, even when that is gone', () => {
    expect(countNewer(['e', 'd', 'c'], 'c')).toBe(2);
    expect(countNewer(['e', 'd', 'b'], 'c')).toBe(2);
    expect(countNewer(['e', 'd'], 'c')).toBe(2);
    expect(countNewer(['c', 'b'], 'c')).toBe(0);
    expect(countNewer(['c'], null)).toBe(0);
  });
});
