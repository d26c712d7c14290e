/** The keys that a user has chosen, and what stands in their way. */
import { describe, expect, test } from 'vitest';
import { readKeyChoices } from '#app/rules/keys';
import { conflictOf } from '../../../renderer/commands/conflicts.ts';
import { chosenKeys, createKeymap } from '../../../renderer/commands/keymap.ts';

const keymapOf = (keys: Readonly<Record<string, readonly string[]>>, singleKeys = true) =>
  createKeymap(chosenKeys({ keys, singleKeys }));
const stroke = (keys: string) => ({ keys, repeat: false });

test('a command has the keys that its user has chosen, or those of the table', () => {
  const keymap = keymapOf({ 'pause.open': ['Mod+p', 'q p'], 'search.open': [] });
  expect(keymap.commandOf('inbox', stroke('q p'))).toBe('pause.open');
  expect(keymap.commandOf('inbox', stroke('p'))).toBeNull();
  expect(keymap.keysOf('search.open')).toEqual([]);
  expect(keymap.keysOf('settings.open')).toEqual(['Mod+,']);
  expect(keymap.after('q')).toEqual([{ id: 'pause.open', rest: 'p' }]);
});

test('without single keys all that types a character is off, also as a part of a sequence', () => {
  const keymap = keymapOf(
    { 'pause.open': ['g p', 'Mod+p', 'Mod+k p', 'Alt+p', 'Space', 'Shift+p', '+'] },
    false,
  );
  expect(keymap.keysOf('pause.open')).toEqual(['Mod+p', 'Alt+p']);
  expect(keymap.keysOf('list.next')).toEqual(['ArrowDown']);
  expect(keymap.keysOf('inbox.done')).toEqual([]);
  expect(keymap.keysOf('window.hide')).toEqual(['Escape']);
  expect(keymap.keysOf('row.toggle')).toContain('Enter');
});

describe('keys are refused', () => {
  test.each([
    ['that mean something else already', 'e', { kind: 'taken', other: 'inbox.done' }],
    ['that mean something else everywhere', 'Mod+,', { kind: 'taken', other: 'settings.open' }],
    ['that begin others', 'y', { kind: 'begins', other: 'pause.open' }],
    ['that others begin', 'e e', { kind: 'begun', other: 'inbox.done' }],
  ] as const)('%s', (_, keys, conflict) => {
    expect(conflictOf(keymapOf({ 'pause.open': ['y y'] }), 'search.open', keys)).toEqual(conflict);
  });
});

test('keys are free where nothing is ever done by both commands', () => {
  expect(conflictOf(keymapOf({ 'inbox.read': ['y'] }), 'inbox.unread', 'y')).toBeNull();
  expect(conflictOf(keymapOf({}), 'reply.send', 'Enter')).toBeNull();
  expect(conflictOf(keymapOf({}), 'inbox.done', 'e')).toBeNull();
  expect(conflictOf(keymapOf({ 'inbox.done': ['y'], 'inbox.restore': ['y'] }), 'pause.open', 'e')).toBeNull();
});

test('of keys in a file each bad one is left out, and what only another version knows is kept', () => {
  expect(
    readKeyChoices({
      'inbox.done': ['y', 'Ctrl+y', 'y', 7],
      'from.tomorrow': ['g i'],
      'pause.open': ['nonsense key'],
      'search.open': 'f',
      'settings.open': [],
    }),
  ).toEqual({ 'inbox.done': ['y'], 'from.tomorrow': ['g i'], 'settings.open': [] });
  for (const value of [null, [], 'keys', 7]) expect(readKeyChoices(value)).toEqual({});
});
