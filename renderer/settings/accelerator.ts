export type RecordedKey = Readonly<{
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}>;

export type Recorded =
  | Readonly<{ kind: 'accelerator'; value: string }>
  /** Only modifiers have been pressed. */
  | Readonly<{ kind: 'incomplete' }>
  | Readonly<{ kind: 'refused'; reason: 'needs_modifier' | 'unsupported_key' }>;

const MODIFIER_KEYS: ReadonlySet<string> = new Set([
  'Shift',
  'Control',
  'Alt',
  'Meta',
  'AltGraph',
  'OS',
  'Super',
  'Hyper',
]);

/** Keys that Electron names differently from the DOM, or that only `code` tells apart from what Shift or Alt makes of them. */
const BY_CODE: Readonly<Record<string, string>> = {
  Space: 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
  Tab: 'Tab',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadDecimal: 'numdec',
  NumpadEnter: 'Return',
};

function keyName({ key, code }: RecordedKey): string | null {
  // The letter of the layout, because Electron looks for that one; Alt and other alphabets hide it.
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const plain = /^(?:Key([A-Z])|Digit([0-9])|(F(?:[1-9]|1[0-9]|2[0-4])))$/.exec(code);
  if (plain) return plain[1] ?? plain[2] ?? plain[3] ?? null;
  const pad = /^Numpad([0-9])$/.exec(code);
  if (pad) return `num${pad[1]}`;
  return Object.hasOwn(BY_CODE, code) ? (BY_CODE[code] ?? null) : null;
}

/** The Electron accelerator of a pressed combination. Shift alone is no modifier for a key that also types. */
export function recordKey(event: RecordedKey, mac: boolean): Recorded {
  if (MODIFIER_KEYS.has(event.key)) return { kind: 'incomplete' };
  const key = keyName(event);
  if (key === null) return { kind: 'refused', reason: 'unsupported_key' };
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (!command && !other && !event.altKey && !/^F\d+$/.test(key)) {
    return { kind: 'refused', reason: 'needs_modifier' };
  }
  const parts = [
    command && 'CommandOrControl',
    other && (mac ? 'Control' : 'Super'),
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    key,
  ];
  return { kind: 'accelerator', value: parts.filter((part) => part !== false).join('+') };
}

const MAC_NAMES: Readonly<Record<string, string>> = {
  CommandOrControl: '⌘',
  CmdOrCtrl: '⌘',
  Command: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Option: '⌥',
  Shift: '⇧',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  CommandOrControl: 'Ctrl',
  CmdOrCtrl: 'Ctrl',
  Control: 'Ctrl',
};

/** An accelerator as the caps of its keys, e.g. `Ctrl`, `Shift`, `B`. */
export function keyCaps(accelerator: string, mac: boolean): readonly string[] {
  const names = mac ? MAC_NAMES : OTHER_NAMES;
  return accelerator === '' ? [] : accelerator.split('+').map((part) => names[part] ?? part);
}
