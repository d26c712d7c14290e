import { describe, expect, it } from 'vitest';
import { keyCaps, type RecordedKey, recordKey } from '../../renderer/settings/accelerator.ts';

const press = (
  key: string,
  code: string,
  ...held: readonly ('ctrl' | 'alt' | 'shift' | 'meta')[]
): RecordedKey => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
  metaKey: held.includes('meta'),
});

describe('recordKey', () => {
  it.each([
    [press('B', 'KeyB', 'ctrl', 'shift'), 'CommandOrControl+Shift+B'],
    [press('y', 'KeyZ', 'ctrl'), 'CommandOrControl+Y'],
    [press('и', 'KeyB', 'ctrl'), 'CommandOrControl+B'],
    [press('!', 'Digit1', 'ctrl', 'shift'), 'CommandOrControl+Shift+1'],
    [press(' ', 'Space', 'alt'), 'Alt+Space'],
    [press('ArrowUp', 'ArrowUp', 'ctrl', 'alt'), 'CommandOrControl+Alt+Up'],
    [press('Enter', 'Enter', 'meta'), 'Super+Return'],
    [press('F9', 'F9'), 'F9'],
    [press('5', 'Numpad5', 'ctrl'), 'CommandOrControl+num5'],
    [press('?', 'Slash', 'ctrl', 'shift'), 'CommandOrControl+Shift+/'],
  ])('elsewhere than on a Mac: %j', (event, value) => {
    expect(recordKey(event, false)).toEqual({ kind: 'accelerator', value });
  });

  it.each([
    [press('b', 'KeyB', 'meta', 'shift'), 'CommandOrControl+Shift+B'],
    [press('b', 'KeyB', 'ctrl'), 'Control+B'],
    [press('∫', 'KeyB', 'alt'), 'Alt+B'],
  ])('on a Mac: %j', (event, value) => {
    expect(recordKey(event, true)).toEqual({ kind: 'accelerator', value });
  });

  it.each(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph'])('waits after %s', (key) => {
    expect(recordKey(press(key, `${key}Left`, 'ctrl'), false)).toEqual({ kind: 'incomplete' });
  });

  it('wants a modifier that does not type', () => {
    const reason = { kind: 'refused', reason: 'needs_modifier' };
    expect(recordKey(press('b', 'KeyB'), false)).toEqual(reason);
    expect(recordKey(press('B', 'KeyB', 'shift'), false)).toEqual(reason);
  });

  it('refuses keys that no accelerator has', () => {
    expect(recordKey(press('Unidentified', '', 'ctrl'), false)).toEqual({
      kind: 'refused',
      reason: 'unsupported_key',
    });
    expect(recordKey(press('x', 'constructor', 'ctrl'), false)).toMatchObject({ kind: 'accelerator' });
    expect(recordKey(press('ß', 'constructor', 'ctrl'), false)).toMatchObject({ kind: 'refused' });
  });
});

describe('keyCaps', () => {
  it('names the keys as they are printed', () => {
    expect(keyCaps('CommandOrControl+Shift+B', false)).toEqual(['Ctrl', 'Shift', 'B']);
    expect(keyCaps('CommandOrControl+Alt+Up', true)).toEqual(['⌘', '⌥', 'Up']);
    expect(keyCaps('', false)).toEqual([]);
  });
});
