import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createShortcuts } from '../../../electron/shell/shortcuts.ts';

function setUp(...others: readonly string[]) {
  const registered = new Set<string>();
  const taken = new Set(others);
  const onChange = vi.fn();
  const shortcuts = createShortcuts({
    globalShortcut: {
      register: (accelerator) => {
        if (accelerator === 'Nonsense') throw new TypeError('conversion failure');
        if (taken.has(accelerator) || registered.has(accelerator)) return false;
        registered.add(accelerator);
        return true;
      },
      unregister: (accelerator) => void registered.delete(accelerator),
    },
  });
  shortcuts.onChange(onChange);
  return { registered, taken, shortcuts, onChange };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a new shortcut replaces the old one', () => {
  const { registered, shortcuts } = setUp();
  expect(shortcuts.set('Control+B')).toBeNull();
  expect(shortcuts.set('Control+J')).toBeNull();
  expect(shortcuts.set('Control+J')).toBeNull();
  expect([...registered]).toEqual(['Control+J']);
  expect(shortcuts.set('')).toBeNull();
  expect(registered.size).toBe(0);
});

test.each([
  ['Control+Alt+Delete', 'shortcut_taken'],
  ['Nonsense', 'shortcut_invalid'],
])('a refused one (%s) leaves the old one in force and says why', (accelerator, code) => {
  const { registered, shortcuts } = setUp('Control+Alt+Delete');
  shortcuts.set('Control+B');
  expect(shortcuts.set(accelerator)).toMatchObject({ code });
  expect([...registered]).toEqual(['Control+B']);
  expect(shortcuts.trouble()).toBeNull();
});

test('the shortcut of the settings, if another program has it, is reported and works once it is released', () => {
  const { registered, taken, shortcuts, onChange } = setUp('Control+B');
  expect(shortcuts.want('Control+B')).toMatchObject({ code: 'shortcut_taken' });
  expect([shortcuts.trouble(), onChange.mock.calls.length]).toEqual(['shortcut_taken', 1]);
  vi.advanceTimersByTime(60_000);
  shortcuts.retry();
  expect(shortcuts.set('Control+B')).toMatchObject({ code: 'shortcut_taken' });
  expect([shortcuts.trouble(), onChange.mock.calls.length]).toEqual(['shortcut_taken', 1]);

  taken.clear();
  vi.advanceTimersByTime(30_000);
  expect([...registered]).toEqual(['Control+B']);
  expect([shortcuts.trouble(), onChange.mock.calls.length]).toEqual([null, 2]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['another one', 'Control+J', ['Control+J']],
  ['none', '', []],
])('one that does not work is forgotten for %s', (_, next, working) => {
  const { registered, taken, shortcuts } = setUp('Control+B');
  shortcuts.want('Control+B');
  expect(shortcuts.set(next)).toBeNull();
  expect(shortcuts.trouble()).toBeNull();
  taken.clear();
  vi.advanceTimersByTime(120_000);
  shortcuts.retry();
  expect([...registered]).toEqual(working);
});

test('one that is no key combination is reported and not tried again', () => {
  const { shortcuts } = setUp();
  shortcuts.want('Nonsense');
  expect(shortcuts.trouble()).toBe('shortcut_invalid');
  expect(vi.getTimerCount()).toBe(0);
});
