import Type, { type Static } from 'typebox';
import { View } from '#server/inbox';
import { COMMANDS, type Command, type CommandId } from './commands.ts';
import type { Result } from './result.ts';
import { type Settings, SettingsPatch } from './settings.ts';
import type { AppStatus, ListPatch, ListState, Navigation } from './state.ts';

const None = Type.Object({}, { additionalProperties: false });
const ListRequest = Type.Object({ view: View }, { additionalProperties: false });

/** Arguments of each call from the window to the main process; checked there. */
export const CALLS = {
  'status.get': None,
  /** The list as far as it is loaded, at least its first page. From then on the window gets its patches. */
  'list.get': ListRequest,
  /** Loads the next page; it arrives as a patch. */
  'list.more': ListRequest,
  'settings.patch': Type.Object({ patch: SettingsPatch }, { additionalProperties: false }),
  'command.run': Type.Union(
    (Object.keys(COMMANDS) as CommandId[]).map((id) =>
      Type.Object({ id: Type.Literal(id), args: COMMANDS[id] }, { additionalProperties: false }),
    ),
  ),
} as const;

export type CallName = keyof typeof CALLS;

export interface CallArgs {
  'status.get': Static<typeof None>;
  'list.get': Static<typeof ListRequest>;
  'list.more': Static<typeof ListRequest>;
  'settings.patch': Static<(typeof CALLS)['settings.patch']>;
  'command.run': Command;
}

export interface CallResults {
  'status.get': AppStatus;
  'list.get': ListState;
  'list.more': null;
  'settings.patch': Settings;
  'command.run': null;
}

/** What the main process pushes to the window. */
export interface Pushes {
  status: AppStatus;
  list: ListPatch;
  navigate: Navigation;
}
export type PushName = keyof Pushes;

/** What the preload script puts at `window.belfry`. */
export interface Bridge {
  call<C extends CallName>(name: C, args: CallArgs[C]): Promise<Result<CallResults[C]>>;
  /** Returns its unsubscribe. */
  on<P extends PushName>(name: P, listener: (payload: Pushes[P]) => void): () => void;
}
