/** What can be done in the window, by its table: which key does it, and what its button looks like. */
import {
  type CommandEntry,
  commandsAt,
  type IdAt,
  type KeyPlace,
  offered,
  type RowState,
} from '#server/rules/commands';
import { chordOf, type Press } from './keys.ts';
import { MOVES, ROW_DEEDS, type RowDeedId, TABLE, type WindowCommandId } from './table.ts';

export { CommandButton, CommandIcon } from './CommandButton.tsx';
export { ariaKey, keyLabel } from './keys.ts';
export { type MoveId, ROW_DEEDS, type RowDeedId, TABLE } from './table.ts';

export type KeyEvent = Press & Pick<KeyboardEvent, 'isComposing' | 'repeat'>;

/** What is typed there is for it; a menu goes to the item that begins so. */
export const TYPING = 'input:not([type="radio"]), textarea, select, [contenteditable], [role^="menu"]';

function pressed<Id extends WindowCommandId>(ids: readonly Id[], event: KeyEvent): Id | null {
  const chord = event.isComposing ? null : chordOf(event);
  const id = ids.find((each) => {
    const { keys = [] }: CommandEntry<never> = TABLE[each];
    return chord !== null && keys.includes(chord);
  });
  // A held key moves on, but acts once: there is no undo.
  return id === undefined || (event.repeat && !('repeats' in TABLE[id])) ? null : id;
}

/** The command that the key means in that place; null: none. */
export const commandOf = <P extends KeyPlace>(place: P, event: KeyEvent): IdAt<typeof TABLE, P> | null =>
  pressed(commandsAt(TABLE, place), event);

/** Where the key leads on the list. */
export const moveOf = (event: KeyEvent) => pressed(commandsAt(MOVES, 'list'), event);

/** What the key does to this row. */
export const deedOf = (event: KeyEvent, row: RowState): RowDeedId | null =>
  pressed(offered(ROW_DEEDS, 'list', row), event);

/** Whether the key writes what the focus is in. */
export const isTyping = ({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey && target instanceof Element && target.matches(TYPING);
