/** The keys of the window's commands that their user has chosen. */

/** By the id of a command; it may be one of a newer version. Empty: it has none. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

/** How many commands, how many keys for each, and how many one after another. */
export const KEY_BOUNDS = { commands: 300, id: 60, keys: 5, chords: 4 } as const;

/** A key with its modifiers. Shift is named only where a letter or a named key does not say it itself. */
const CHORD = '(?:Mod\\+)?(?:Alt\\+)?(?:(?:Shift\\+)?(?:[a-z]|[A-Z][A-Za-z0-9]{1,19})|[!-@\\[-`{-~])';
/** A command's keys, as the tables write them: `e`, `Mod+Shift+k`, `#`, `g i`. */
export const KEYS_PATTERN = `^${CHORD}(?: ${CHORD}){0,${KEY_BOUNDS.chords - 1}}$`;

const isKeys = (value: unknown): value is string =>
  typeof value === 'string' && new RegExp(KEYS_PATTERN).test(value);

/** The keys of one command; null: these are none. */
function readEntry(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const keys = value.filter(isKeys);
  // All were bad: what the command has by itself is nearer to what its user wants than nothing.
  return value.length > 0 && keys.length === 0 ? null : [...new Set(keys)].slice(0, KEY_BOUNDS.keys);
}

/** What can be read of choices that somebody wrote by hand, or another version did. */
export function readKeyChoices(value: unknown): KeyChoices {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value)
    .filter(([id]) => id.length > 0 && id.length <= KEY_BOUNDS.id)
    .flatMap(([id, keys]) => {
      const read = readEntry(keys);
      return read === null ? [] : [[id, read] as const];
    });
  return Object.fromEntries(entries.slice(0, KEY_BOUNDS.commands));
}
