import type { Settings } from '#app/rules/settings';
import { type CommandEntry, commandsAt, type IdAt, type KeyPlace, offered } from '#server/rules/commands';
import { chordsOf, type Stroke } from './keys.ts';
import {
  MOVES,
  type MoveId,
  ROW_DEEDS,
  type RowDeedId,
  type ShownRow,
  TABLE,
  type WindowCommandId,
} from './table.ts';

/** A sequence that can go on. */
export type Continuation = Readonly<{ id: WindowCommandId; rest: string }>;

/** Which keys mean which command. */
export interface Keymap {
  /** The first is shown beside its title. */
  keysOf(id: WindowCommandId): readonly string[];
  /** The first of these commands that the stroke means; null: none. */
  among<Id extends WindowCommandId>(ids: readonly Id[], stroke: Stroke | null): Id | null;
  /** The command in that place. */
  commandOf<P extends KeyPlace>(place: P, stroke: Stroke | null): IdAt<typeof TABLE, P> | null;
  /** The move on the list. */
  moveOf(stroke: Stroke | null): MoveId | null;
  /** The command on this row. */
  deedOf(stroke: Stroke | null, row: ShownRow): RowDeedId | null;
  /** How a sequence that has begun with these keys can go on. */
  after(begun: string): readonly Continuation[];
}

const IDS = Object.keys(TABLE) as readonly WindowCommandId[];

/** As the table has them. */
export function defaultKeys(id: WindowCommandId): readonly string[] {
  const { keys = [] }: CommandEntry<never> = TABLE[id];
  return keys;
}

/** Whether a character has to be typed for it: then speech, or a slip, can press it. */
const isTyped = (chord: string): boolean =>
  !/^(?:Mod|Alt)\+/.test(chord) && /(?:^|\+)(?:.|Space)$/.test(chord);

/** The keys of commands as their user has set them. */
export function chosenKeys({
  keys,
  singleKeys,
}: Pick<Settings, 'keys' | 'singleKeys'>): (id: WindowCommandId) => readonly string[] {
  return (id) => {
    const own = keys[id] ?? defaultKeys(id);
    return singleKeys ? own : own.filter((one) => !chordsOf(one).some(isTyped));
  };
}

export function createKeymap(keysOf: (id: WindowCommandId) => readonly string[] = defaultKeys): Keymap {
  function among<Id extends WindowCommandId>(ids: readonly Id[], stroke: Stroke | null): Id | null {
    if (stroke === null) return null;
    const id = ids.find((each) => keysOf(each).includes(stroke.keys));
    // A held key repeats moves, but acts only once.
    return id === undefined || (stroke.repeat && !('repeats' in TABLE[id])) ? null : id;
  }
  return {
    keysOf,
    among,
    commandOf: (place, stroke) => among(commandsAt(TABLE, place), stroke),
    moveOf: (stroke) => among(commandsAt(MOVES, 'list'), stroke),
    deedOf: (stroke, row) => among(offered(ROW_DEEDS, 'list', row), stroke),
    after: (begun) =>
      IDS.flatMap((id) =>
        keysOf(id)
          .filter((keys) => keys.startsWith(`${begun} `))
          .map((keys) => ({ id, rest: keys.slice(begun.length + 1) })),
      ),
  };
}
