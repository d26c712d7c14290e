import { type CommandEntry, KEY_PLACES, type KeyPlace } from '#server/rules/commands';
import { defaultKeys, type Keymap } from './keymap.ts';
import { TABLE, type WindowCommandId } from './table.ts';

/** Why keys cannot be those of a command. `begins`: they begin longer ones. `begun`: shorter ones begin them. */
export type Conflict = Readonly<{ kind: 'taken' | 'begins' | 'begun'; other: WindowCommandId }>;

const IDS = Object.keys(TABLE) as readonly WindowCommandId[];
/** These have the keys while their field has the focus; all others share one keyboard. */
const ALONE: ReadonlySet<KeyPlace> = new Set(['search', 'composer']);

/** Where its keys count; undefined: it can have none. */
export const keyPlaceOf = (id: WindowCommandId): KeyPlace | undefined => {
  const { where }: CommandEntry<never> = TABLE[id];
  return KEY_PLACES.find((place) => where.includes(place));
};

function meet(one: WindowCommandId, other: WindowCommandId): boolean {
  const [place, otherPlace] = [keyPlaceOf(one), keyPlaceOf(other)];
  if (one === other || place === undefined || otherPlace === undefined) return false;
  if (place !== otherPlace && (ALONE.has(place) || ALONE.has(otherPlace))) return false;
  // The table gives a key to two commands only if there is never something to do for both.
  return !defaultKeys(one).some((keys) => defaultKeys(other).includes(keys));
}

/** The command that stands in the way of giving these keys to this one; null: none does. */
export function conflictOf(keymap: Keymap, id: WindowCommandId, keys: string): Conflict | null {
  for (const other of IDS.filter((each) => meet(id, each))) {
    for (const used of keymap.keysOf(other)) {
      if (used === keys) return { kind: 'taken', other };
      if (used.startsWith(`${keys} `)) return { kind: 'begins', other };
      if (keys.startsWith(`${used} `)) return { kind: 'begun', other };
    }
  }
  return null;
}
