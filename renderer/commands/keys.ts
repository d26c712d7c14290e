import { isMac } from '../ui/platform.ts';

/** The part of a KeyboardEvent that is used. */
export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'
>;

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

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' };

/** The key as shown to people: `Ctrl+F`, `⌘F`, `U`. */
export function keyLabel(chord: string, mac: boolean = isMac()): string {
  const signs: Readonly<Record<string, string>> = mac
    ? { Mod: '⌘', Shift: '⇧', Enter: '↵' }
    : { Mod: 'Ctrl' };
  const words = chord.split('+').map((part) => signs[part] ?? NAMES[part] ?? part);
  return words.map((word) => (word.length === 1 ? word.toUpperCase() : word)).join(mac ? '' : '+');
}

/** The key for `aria-keyshortcuts`. */
export const ariaKey = (chord: string): string =>
  chord.replace('Mod', isMac() ? 'Meta' : 'Control').replace(/\b[a-z]$/, (letter) => letter.toUpperCase());
