/** The window's commands, from its table: their keys and their buttons. */
import { commandsAt, type KeyPlace, offered } from '#server/rules/commands';
import { ROW_DEEDS, type RowDeedId, type ShownRow, TABLE, type WindowCommandId } from './table.ts';

export { CommandButton, CommandIcon } from './CommandButton.tsx';
export { type Conflict, conflictOf } from './conflicts.ts';
export { createDispatcher, type Dispatcher, TYPING } from './dispatcher.ts';
export { Key } from './Key.tsx';
export { chosenKeys, createKeymap, defaultKeys, type Keymap } from './keymap.ts';
export { isModifier, keyLabel, strokeOf } from './keys.ts';
export { SequenceHint } from './SequenceHint.tsx';
export {
  type MoveId,
  ROW_DEEDS,
  type RowDeedId,
  TABLE,
  VIEW_COMMANDS,
  type WindowCommandId,
} from './table.ts';
export {
  DispatcherContext,
  useActiveRow,
  useCommands,
  useDispatcher,
  useKeyHint,
  useKeymap,
} from './use-commands.ts';
export { useCommandTitle } from './use-title.ts';

/** The commands whose keys count in that place. */
export const keyedIn = (place: KeyPlace): readonly WindowCommandId[] => commandsAt(TABLE, place);

/** The commands that have something to do on this row. */
export function offeredOnRow(row: ShownRow): readonly RowDeedId[] {
  const places = ['list', 'row', 'menu'] as const;
  const ids = places.flatMap((place): readonly RowDeedId[] => offered(ROW_DEEDS, place, row));
  return [...new Set(ids)].filter((id) => id !== 'row.menu');
}
