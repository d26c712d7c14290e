/** Keys one after another, as the window's first listener hears them, and what those after it get. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDispatcher } from '../../../renderer/commands/commands.ts';
import { createKeymap } from '../../../renderer/commands/keymap.ts';
import type { KeyEvent } from '../../../renderer/commands/keys.ts';
import { createStore } from '../../../server/client/client.ts';

const KEYS: Readonly<Record<string, readonly string[]>> = {
  'settings.open': ['g s'],
  'search.open': ['g x y', '/'],
  'pause.open': ['p'],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const window = new EventTarget();
  const keymap = createStore(createKeymap((id) => KEYS[id] ?? []));
  const dispatcher = createDispatcher(window, keymap);
  const done: string[] = [];
  const reached: (string | null)[] = [];
  const note = (id: string) => () => void done.push(id);
  const unregister = dispatcher.register({
    'settings.open': note('settings.open'),
    'pause.open': note('pause.open'),
  });
  window.addEventListener('keydown', (event) => {
    reached.push(dispatcher.commandOf('inbox', event as unknown as KeyEvent));
  });
  function press(key: string, held: Partial<KeyEvent> = {}, target?: object): Event {
    const event = new Event('keydown', { cancelable: true });
    Object.assign(event, {
      ...{ key, code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false },
      ...{ isComposing: false, getModifierState: () => false, ...held },
    });
    if (target !== undefined) Object.defineProperty(event, 'target', { value: target, writable: false });
    window.dispatchEvent(event);
    return event;
  }
  return { ...{ dispatcher, done, reached, press, unregister } };
}

test('a key does what is registered for it, and nobody else gets it', () => {
  const { press, done, reached, unregister } = setUp();
  expect(press('p').defaultPrevented).toBe(true);
  expect([done, reached]).toEqual([['pause.open'], []]);
  press('p', { repeat: true });
  expect(done).toEqual(['pause.open']);
  unregister();
  press('p');
  expect(done).toEqual(['pause.open']);
  expect(reached).toEqual([null, 'pause.open']);
});

test('of a sequence only the whole is a command, and what has begun can be seen', () => {
  const { dispatcher, press, done, reached } = setUp();
  press('g');
  expect(dispatcher.begun.get()).toBe('g');
  expect(reached).toEqual([]);
  press('Shift', { shiftKey: true });
  press('g', { repeat: true });
  expect(dispatcher.begun.get()).toBe('g');
  press('s');
  expect(done).toEqual(['settings.open']);
  for (const key of ['g', 'x', 'y']) press(key);
  expect(reached).toEqual([null, 'search.open']);
  expect(dispatcher.begun.get()).toBeNull();
});

test.each([
  ['another key', (press: (key: string) => Event) => press('p')],
  ['Escape', (press: (key: string) => Event) => press('Escape')],
  ['a key without a name', (press: (key: string) => Event) => press('ö')],
])('%s breaks a sequence off, and does nothing else', (_, end) => {
  const { dispatcher, press, done, reached } = setUp();
  press('g');
  expect(end(press).defaultPrevented).toBe(true);
  expect(dispatcher.begun.get()).toBeNull();
  expect([done, reached]).toEqual([[], []]);
  press('p');
  expect(done).toEqual(['pause.open']);
});

test('after a second the next key counts alone', () => {
  const { dispatcher, press, done } = setUp();
  press('g');
  vi.advanceTimersByTime(999);
  expect(dispatcher.begun.get()).toBe('g');
  vi.advanceTimersByTime(1);
  expect(dispatcher.begun.get()).toBeNull();
  press('p');
  expect(done).toEqual(['pause.open']);
});

test('nothing begins while its user types, composes, or holds a key', () => {
  const { dispatcher, press, reached } = setUp();
  const field = { matches: () => true, closest: () => null };
  press('g', {}, field);
  press('/', {}, field);
  press('g', { isComposing: true });
  press('g', { repeat: true });
  expect(dispatcher.begun.get()).toBeNull();
  expect(reached).toEqual([null, null, null, null]);
  press('/');
  expect(reached.at(-1)).toBe('search.open');
});

test('what lies over the window has all keys', () => {
  const { press, done } = setUp();
  press('p', {}, { matches: () => false, closest: (of: string) => (of.includes('dialog') ? {} : null) });
  expect(done).toEqual([]);
});
