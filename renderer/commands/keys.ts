import { isMac } from '../ui/platform.ts';

/** The part of a KeyboardEvent that is used. */
export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'
>;

export type KeyEvent = Press & Pick<KeyboardEvent, 'isComposing' | 'repeat'>;

/** What a user has pressed: a key with its modifiers, or a whole sequence of them, as the tables write it. */
export type Stroke = Readonly<{
  keys: string;
  /** The key is held. */
  repeat: boolean;
}>;

/** What the keys without letters type on an English keyboard: alone, and with Shift. */
const ENGLISH: Readonly<Record<string, string>> = {
  ...{ Digit1: '1!', Digit2: '2@', Digit3: '3#', Digit4: '4$', Digit5: '5%', Digit6: '6^', Digit7: '7&' },
  ...{ Digit8: '8*', Digit9: '9(', Digit0: '0)', Minus: '-_', Equal: '=+', BracketLeft: '[{' },
  ...{ BracketRight: ']}', Backslash: '\\|', Semicolon: ';:', Quote: '\'"', Backquote: '`~' },
  ...{ Comma: ',<', Period: '.>', Slash: '/?' },
};

/** What an English keyboard types there. */
function english({ code, shiftKey }: Press): string {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  return letter ?? ENGLISH[code]?.charAt(shiftKey ? 1 : 0) ?? '';
}

/**
 * The key with its modifiers, as the tables write it; null: no table can name it.
 * The typed character decides, so `#` and `/` are where they are printed. Only a script without Latin letters does not give
 * one: there the position of the key decides. Shift counts for letters and named keys; a sign may need Shift to be typed, and
 * AltGr too, or Option on a Mac.
 */
export function chordOf(press: Press, mac: boolean = isMac()): string | null {
  const key = press.key === ' ' ? 'Space' : press.key;
  const isNamed = /^[A-Z][A-Za-z0-9]+$/.test(key);
  const isTyped = /^[!-~]$/.test(key);
  const altGr = press.getModifierState('AltGraph');
  // An accented letter is its own key, on a keyboard that also has the plain ones.
  if (!isNamed && !isTyped && (altGr || /^\p{Script=Latin}/u.test(key))) return null;
  const name = isNamed || isTyped ? key : english(press);
  if (name === '') return null;
  const isSign = !isNamed && !/[a-z]/i.test(name);
  const signBy = isSign && altGr ? 'altgr' : isSign && mac ? 'option' : null;
  const parts = [
    ...((press.ctrlKey && signBy !== 'altgr') || press.metaKey ? ['Mod'] : []),
    ...((press.altKey || altGr) && signBy === null ? ['Alt'] : []),
    ...(press.shiftKey && !isSign ? ['Shift'] : []),
    isNamed ? name : name.toLowerCase(),
  ];
  return parts.join('+');
}

const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

/** Whether it only changes what other keys mean. */
export const isModifier = ({ key }: Pick<Press, 'key'>): boolean => MODIFIERS.has(key);

/** What the key alone means; null: nothing, or it composes a character. */
export function strokeOf(event: KeyEvent): Stroke | null {
  const keys = event.isComposing ? null : chordOf(event);
  return keys === null ? null : { keys, repeat: event.repeat };
}

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' };

/** What the keys of a table type one after another: `g i` are two. */
export const chordsOf = (keys: string): readonly string[] => keys.split(' ');

function chordLabel(chord: string, mac: boolean): string {
  const signs: Readonly<Record<string, string>> = mac
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↵' }
    : { Mod: 'Ctrl' };
  // Only a name ends in `+`: the key of that sign.
  const parts = chord.endsWith('+')
    ? [...chord.slice(0, -1).split('+').filter(Boolean), '+']
    : chord.split('+');
  const words = parts.map((part) => signs[part] ?? NAMES[part] ?? part);
  return words.map((word) => (word.length === 1 ? word.toUpperCase() : word)).join(mac ? '' : '+');
}

/** The keys as shown to people: `Ctrl+F`, `⌘F`, `U`, `G I`. */
export const keyLabel = (keys: string, mac: boolean = isMac()): string =>
  chordsOf(keys)
    .map((chord) => chordLabel(chord, mac))
    .join(' ');

/** The keys for `aria-keyshortcuts`, which has no words for one after another. */
export const ariaKey = (keys: string): string | undefined =>
  chordsOf(keys).length > 1
    ? undefined
    : keys.replace('Mod', isMac() ? 'Meta' : 'Control').replace(/\b[a-z]$/, (letter) => letter.toUpperCase());
