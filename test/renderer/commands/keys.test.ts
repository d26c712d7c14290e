/** Which key means what, on keyboards of many countries: `key` and `code` are as Chromium reports them there. */
import { describe, expect, it, test } from 'vitest';
import { createDispatcher } from '../../../renderer/commands/commands.ts';
import { ariaKey, chordOf, type KeyEvent, keyLabel } from '../../../renderer/commands/keys.ts';
import { notification } from '../support.ts';

const { commandOf, deedOf, moveOf } = createDispatcher(new EventTarget());

type Held = Readonly<{ shift?: true; ctrl?: true; alt?: true; meta?: true; altGr?: true; repeat?: true }>;

const press = (key: string, code: string, held: Held = {}): KeyEvent => ({
  ...{ key, code, isComposing: false, repeat: held.repeat ?? false },
  ...{ shiftKey: held.shift ?? false, ctrlKey: held.ctrl ?? false },
  ...{ altKey: held.alt ?? false, metaKey: held.meta ?? false },
  getModifierState: (name) => name === 'AltGraph' && held.altGr === true,
});
const AT = '2026-11-22T11:00:00.000000Z';
const unread = notification(1);
const read = notification(1, { read_at: AT });
const linked = notification(1, { url: 'https://example.com/7' });
const shift = { shift: true } as const;
const ctrl = { ctrl: true } as const;

/** On an unread row. */
const deed = (...of: Parameters<typeof press>) => deedOf(press(...of), unread);

describe.each([
  ['English', { j: 'j', k: 'k', e: 'e', u: 'u', I: 'I', U: 'U', o: 'o' }],
  ['English with Caps Lock', { j: 'J', k: 'K', e: 'E', u: 'U', I: 'i', U: 'u', o: 'O' }],
  ['Russian', { j: 'о', k: 'л', e: 'у', u: 'г', I: 'Ш', U: 'Г', o: 'щ' }],
  ['Russian with Caps Lock', { j: 'О', k: 'Л', e: 'У', u: 'Г', I: 'ш', U: 'г', o: 'Щ' }],
  ['Ukrainian', { j: 'о', k: 'л', e: 'у', u: 'г', I: 'Ш', U: 'Г', o: 'щ' }],
  ['Greek', { j: 'ξ', k: 'κ', e: 'ε', u: 'θ', I: 'Ι', U: 'Θ', o: 'ο' }],
  ['Hebrew', { j: 'ח', k: 'ל', e: 'ק', u: 'ו', I: 'ן', U: 'ו', o: 'ם' }],
  ['Arabic', { j: 'ت', k: 'ن', e: 'ث', u: 'ع', I: '÷', U: '‘', o: 'خ' }],
] as const)('letters of a keyboard for %s', (_, keys) => {
  it('are where an English one has them', () => {
    expect(moveOf(press(keys.j, 'KeyJ'))).toBe('list.next');
    expect(moveOf(press(keys.k, 'KeyK'))).toBe('list.previous');
    expect(deed(keys.e, 'KeyE')).toBe('inbox.done');
    expect(deed(keys.u, 'KeyU')).toBe('inbox.read');
    expect(deed(keys.I, 'KeyI', shift)).toBe('inbox.read');
    expect(deedOf(press(keys.U, 'KeyU', shift), read)).toBe('inbox.unread');
    expect(deedOf(press(keys.o, 'KeyO'), linked)).toBe('row.link');
  });
});

test.each([
  ['French', 'f', 'KeyF'],
  ['Russian', 'а', 'KeyF'],
  ['Greek', 'φ', 'KeyF'],
  ['Dvorak', 'f', 'KeyY'],
])('Ctrl+F of a keyboard for %s searches', (_, key, code) => {
  expect(commandOf('inbox', press(key, code, ctrl))).toBe('search.open');
});

test.each([
  ['Russian', 'б', 'Comma'],
  ['French', ',', 'KeyM'],
  ['Arabic', 'و', 'Comma'],
  ['Hebrew', 'ת', 'Comma'],
])('Ctrl+, of a keyboard for %s opens the settings', (_, key, code) => {
  expect(commandOf('window', press(key, code, ctrl))).toBe('settings.open');
});

describe('letters are where they are printed on keyboards that have them', () => {
  test.each([
    ['French', 'a', 'KeyQ', null],
    ['Dvorak', 'e', 'KeyD', 'inbox.done'],
    ['Dvorak', '.', 'KeyE', 'row.menu'],
    ['German', 'r', 'KeyR', null],
  ])('%s: %s', (_, key, code, id) => expect(deed(key, code)).toBe(id));
});

describe('a sign is found however it is typed', () => {
  test.each([
    ['English', '#', '#', 'Digit3', shift],
    ['British', '#', '#', 'Backslash', {}],
    ['British on a Mac', '#', '#', 'Digit3', { alt: true }],
    ['German', '#', '#', 'Backslash', {}],
    ['French', '#', '#', 'Digit3', { altGr: true }],
    ['French on Windows', '#', '#', 'Digit3', { altGr: true, ctrl: true, alt: true }],
    ['Russian', '#', '№', 'Digit3', shift],
    ['English', '/', '/', 'Slash', {}],
    ['German', '/', '/', 'Digit7', shift],
    ['French', '/', '/', 'Period', shift],
    ['Russian', '/', '/', 'Backslash', shift],
    ['Hebrew', '/', '/', 'KeyQ', {}],
    ['Arabic', '/', 'ظ', 'Slash', {}],
    ['English', '?', '?', 'Slash', shift],
    ['German', '?', '?', 'Minus', shift],
    ['Arabic', '?', '؟', 'Slash', shift],
    ['English', '[', '[', 'BracketLeft', {}],
    ['German', '[', '[', 'Digit8', { altGr: true }],
    ['Russian', '[', 'х', 'BracketLeft', {}],
    ['French', '1', '1', 'Digit1', shift],
    ['French', '&', '&', 'Digit1', {}],
    ['keypad', '1', '1', 'Numpad1', {}],
    ['English', 'Space', ' ', 'Space', {}],
    ['English', 'Shift+Space', ' ', 'Space', shift],
  ] as const)('%s: %s', (where, sign, key, code, held) => {
    expect(chordOf(press(key, code, held), where.includes('Mac'))).toBe(sign);
  });
});

describe('no key of a command is', () => {
  test.each([
    ['AltGr+E of a German keyboard', '€', 'KeyE', { altGr: true }],
    ['AltGr+E of a Polish one', 'ę', 'KeyE', { altGr: true }],
    ['Option+E of a Mac', 'Dead', 'KeyE', { alt: true }],
    ['ö, where an English keyboard has a semicolon', 'ö', 'Semicolon', {}],
    ['a key that composes', 'Process', 'KeyE', {}],
    ['Ctrl+E', 'e', 'KeyE', ctrl],
    ['Alt+E', 'e', 'KeyE', { alt: true }],
    ['Cmd+E', 'e', 'KeyE', { meta: true }],
    ['Shift+E', 'E', 'KeyE', shift],
    ['Shift+Enter', 'Enter', 'Enter', shift],
    ['Shift itself', 'Shift', 'ShiftLeft', shift],
    ['X', 'x', 'KeyX', {}],
    ['a name of every object', 'constructor', '', {}],
  ] as const)('%s', (_, key, code, held) => {
    expect(deed(key, code, held)).toBeNull();
    expect(moveOf(press(key, code, held))).toBeNull();
  });

  test('one that is pressed while a word is composed', () => {
    expect(deedOf({ ...press('e', 'KeyE'), isComposing: true }, unread)).toBeNull();
  });
});

test.each([
  ['u', 'KeyU', {}, 'inbox.read', 'inbox.unread'],
  ['I', 'KeyI', shift, 'inbox.read', null],
  ['U', 'KeyU', shift, null, 'inbox.unread'],
  ['Delete', 'Delete', {}, 'inbox.delete', 'inbox.delete'],
  ['Enter', 'Enter', {}, 'row.toggle', 'row.toggle'],
] as const)(
  '%s (%s %j) does what there is to do on an unread row, and on a read one',
  (key, code, held, one, other) => {
    expect(deed(key, code, held)).toBe(one);
    expect(deedOf(press(key, code, held), read)).toBe(other);
  },
);

test('an archived row comes back, and a row without a reply address has no composer', () => {
  expect(deedOf(press('e', 'KeyE'), notification(1, { archived_at: AT }))).toBe('inbox.restore');
  expect(deed('r', 'KeyR')).toBeNull();
  const asked = notification(1, { reply: { via: 'http', url: 'https://shop.example/reply' } });
  expect(deedOf(press('r', 'KeyR'), asked)).toBe('reply.open');
});

test('a held key moves on, but acts once', () => {
  expect(moveOf(press('j', 'KeyJ', { repeat: true }))).toBe('list.next');
  expect(deed('Delete', 'Delete', { repeat: true })).toBeNull();
});

test.each([
  ['Mod+f', 'Ctrl+F', '⌘F', 'Control+F'],
  ['Mod+Enter', 'Ctrl+Enter', '⌘↵', 'Control+Enter'],
  ['Mod+,', 'Ctrl+,', '⌘,', 'Control+,'],
  ['Shift+i', 'Shift+I', '⇧I', 'Shift+I'],
  ['Escape', 'Esc', 'Esc', 'Escape'],
  ['g i', 'G I', 'G I', undefined],
  ['Mod++', 'Ctrl++', '⌘+', 'Control++'],
  ['#', '#', '#', '#'],
])('%s is written as %s, on a Mac as %s', (chord, elsewhere, mac, spoken) => {
  expect(keyLabel(chord, false)).toBe(elsewhere);
  expect(keyLabel(chord, true)).toBe(mac);
  expect(ariaKey(chord)).toBe(spoken);
});
