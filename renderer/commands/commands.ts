/** The window's commands, from its table: their keys and their buttons. */
export { CommandButton, CommandIcon } from './CommandButton.tsx';
export { createDispatcher, type Dispatcher, TYPING } from './dispatcher.ts';
export { SequenceHint } from './SequenceHint.tsx';
export {
  type MoveId,
  ROW_DEEDS,
  type RowDeedId,
  TABLE,
  VIEW_COMMANDS,
  type WindowCommandId,
} from './table.ts';
export { DispatcherContext, useCommands, useDispatcher, useKeyHint } from './use-commands.ts';
export { useCommandTitle } from './use-title.ts';
