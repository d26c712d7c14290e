import { expect, test, vi } from 'vitest';
import { createShortcuts } from '../../electron/shortcuts.ts';

function setUp(taken: readonly string[] = []) {
  const registered = new Set<string>();
  const shortcuts = createShortcuts({
    globalShortcut: {
      register: (accelerator) => {
        if (accelerator === 'Nonsense') throw new TypeError('conversion failure');
        if (taken.includes(accelerator)) return false;
        registered.add(accelerator);
        return true;
      },
      unregister: (accelerator) => void registered.delete(accelerator),
    },
    onPress: vi.fn(),
  });
  return { registered, shortcuts };
}

test('a new shortcut takes the place of the old one', () => {
  const { registered, shortcuts } = setUp();
  expect(shortcuts.set('Control+B')).toBeNull();
  expect(shortcuts.set('Control+J')).toBeNull();
  expect([...registered]).toEqual(['Control+J']);
  expect(shortcuts.set('')).toBeNull();
  expect(registered.size).toBe(0);
});

test.each([
  ['Control+Alt+Delete', 'shortcut_taken'],
  ['Nonsense', 'shortcut_invalid'],
])('a refused one (%s) leaves the old one in force and says why', (accelerator, code) => {
  const { registered, shortcuts } = setUp(['Control+Alt+Delete']);
  shortcuts.set('Control+B');
  expect(shortcuts.set(accelerator)).toMatchObject({ code });
  expect([...registered]).toEqual(['Control+B']);
});
