/** The window's commands, from its table: their keys and their buttons. */
import { type CommandEntry, commandsAt, type IdAt, type KeyPlace, offered } from '#server/rules/commands';
import { chordOf, type Press } from './keys.ts';
import { MOVES, ROW_DEEDS, type RowDeedId, type ShownRow, TABLE, type WindowCommandId } from './table.ts';

export { CommandButton, CommandIcon } from './CommandButton.tsx';
export { ariaKey, keyLabel } from './keys.ts';
export { type MoveId, ROW_DEEDS, type RowDeedId, TABLE } from './table.ts';

export type KeyEvent = Press & Pick<KeyboardEvent, 'isComposing' | 'repeat'>;

/** Elements that use typed letters; a menu goes to the item that begins with them. */
export const TYPING = 'input:not([type="radio"]), textarea, select, [contenteditable], [role^="menu"]';

function pressed<Id extends WindowCommandId>(ids: readonly Id[], event: KeyEvent): Id | null {
  const chord = event.isComposing ? null : chordOf(event);
  const id = ids.find((each) => {
    const { keys = [] }: CommandEntry<never> = TABLE[each];
    return chord !== null && keys.includes(chord);
  });
  // A held key repeats moves, but acts only once: there is no undo.
  return id === undefined || (event.repeat && !('repeats' in TABLE[id])) ? null : id;
}

/** The command of a key in that place; null: none. */
export const commandOf = <P extends KeyPlace>(place: P, event: KeyEvent): IdAt<typeof TABLE, P> | null =>
  pressed(commandsAt(TABLE, place), event);

/** The move of a key on the list. */
export const moveOf = (event: KeyEvent) => pressed(commandsAt(MOVES, 'list'), event);

/** The command of a key on this row. */
export const deedOf = (event: KeyEvent, row: ShownRow): RowDeedId | null =>
  pressed(offered(ROW_DEEDS, 'list', row), event);

/** Whether the key types into the focused element. */
export const isTyping = ({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey && target instanceof Element && target.matches(TYPING);
