import { describe, expect, it } from 'vitest';
import { actionOf, type Key, keyCommand } from '../../renderer/inbox/keymap.ts';
import { countNewer, moved, survivor } from '../../renderer/inbox/roving.ts';
import { notification } from './support.ts';

const key = (name: string, fields: Partial<Key> = {}): Key => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...fields,
});

describe('keyCommand', () => {
  it.each([
    ['ArrowDown', 'next'],
    ['j', 'next'],
    ['ArrowUp', 'previous'],
    ['k', 'previous'],
    ['Home', 'first'],
    ['End', 'last'],
  ])('%s moves to the %s row', (name, to) => {
    expect(keyCommand(key(name))).toEqual({ kind: 'move', to });
  });

  it.each([
    ['Enter', false, 'open'],
    ['o', false, 'open'],
    ['e', false, 'toggleArchived'],
    ['u', false, 'toggleRead'],
    ['I', true, 'read'],
    ['U', true, 'unread'],
    ['Delete', false, 'delete'],
    ['#', true, 'delete'],
    ['#', false, 'delete'],
  ])('%s (shift: %s) does %s', (name, shiftKey, act) => {
    expect(keyCommand(key(name, { shiftKey }))).toEqual({ kind: 'act', act });
  });

  it.each(['x', 'Tab', 'Escape', 'toString', 'constructor'])('%s means nothing', (name) => {
    expect(keyCommand(key(name))).toBeNull();
  });

  it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('nothing with %s', (modifier) => {
    expect(keyCommand(key('e', { [modifier]: true }))).toBeNull();
  });

  it('takes a held key for moving, never for acting', () => {
    expect(keyCommand(key('j', { repeat: true }))).not.toBeNull();
    expect(keyCommand(key('Delete', { repeat: true }))).toBeNull();
  });
});

describe('actionOf', () => {
  it('turns a row into what it is not', () => {
    const at = '2026-11-22T11:00:00.000000Z';
    expect(actionOf('toggleRead', notification(1))).toBe('read');
    expect(actionOf('toggleRead', notification(1, { read_at: at }))).toBe('unread');
    expect(actionOf('toggleArchived', notification(1))).toBe('archive');
    expect(actionOf('toggleArchived', notification(1, { archived_at: at }))).toBe('unarchive');
    expect(actionOf('delete', notification(1))).toBe('delete');
  });
});

describe('moved', () => {
  const rows = ['c', 'b', 'a'];
  it.each([
    ['c', 'next', 'b'],
    ['a', 'next', 'a'],
    ['b', 'previous', 'c'],
    ['c', 'previous', 'c'],
    ['b', 'first', 'c'],
    ['b', 'last', 'a'],
    [null, 'next', 'c'],
    [null, 'previous', 'c'],
  ] as const)('from %s, %s is %s', (active, move, expected) => {
    expect(moved(rows, active, move)).toBe(expected);
  });

  it('is nowhere in an empty list', () => {
    expect(moved([], null, 'next')).toBeNull();
    expect(moved([], null, 'last')).toBeNull();
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
