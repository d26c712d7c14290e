import { APP_COMMANDS, type CommandId, isPlain } from '#app/rules/commands';
import type { AppStatus } from '#app/state';
import { offered } from '#server/rules/commands';
import { offeredOnRow, useCommandTitle, useDispatcher, type WindowCommandId } from '../commands/commands.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { type Choice, useChoices } from './use-choices.ts';

/** A command that has something to do now. */
export type Offer = Readonly<{
  id: WindowCommandId;
  title: string;
  /** On the active row. */
  onRow: boolean;
  /** What it does, or what it can be done with. */
  does: (() => void) | readonly Choice[];
}>;

/** What the state of the app offers. */
function useAppCommands(status: AppStatus): readonly Offer[] {
  const { actions } = useWindowState();
  const titleOf = useCommandTitle();
  const choices = useChoices(status);
  const { update } = status;
  const version = update.status === 'ready' ? update.version : null;
  const ids = offered(APP_COMMANDS, 'palette', {
    unread: status.counts.unread,
    pausedUntil: status.pausedUntil,
    presentingUntil: status.presentingUntil,
    windowVisible: true,
    update: version,
    replaced: update.status === 'replaced',
  });
  const plain = (ids as readonly CommandId[]).filter(isPlain).map((id) => ({
    ...{ id, title: titleOf(id, version ?? ''), onRow: false },
    does: () => void actions.run(id),
  }));
  const withChoices = (Object.entries(choices) as [WindowCommandId, readonly Choice[]][])
    .filter(
      ([id, all]) => all.length > 0 && (!(id in APP_COMMANDS) || (ids as readonly string[]).includes(id)),
    )
    .map(([id, does]) => ({ id, title: titleOf(id), onRow: false, does }));
  return [...withChoices, ...plain];
}

/** Everything that can be done now: to the active row, here, and in the app. */
export function useOffers(status: AppStatus): readonly Offer[] {
  const dispatcher = useDispatcher();
  const titleOf = useCommandTitle();
  const handlers = useStore(dispatcher.handlers);
  const row = useStore(dispatcher.row);
  const app = useAppCommands(status);
  const onRow =
    row === null
      ? []
      : offeredOnRow(row.item).map((id) => ({
          id,
          title: titleOf(id),
          onRow: true,
          does: () => row.run(id),
        }));
  const chosen = new Set(app.map(({ id }) => id));
  // What the app offers may have choices.
  const here = [...handlers]
    .filter(([id]) => id !== 'palette.open' && !chosen.has(id))
    .map(([id, does]) => ({ id, title: titleOf(id), onRow: false, does }));
  return [...onRow, ...here, ...app];
}
