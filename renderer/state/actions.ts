import type { Bridge } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import { isPlain, type PauseUntil, type PlainCommandId, plain } from '#app/rules/commands';
import type { Kept } from '#app/rules/decisions';
import type { Settings } from '#app/rules/settings';
import type { SoundChoice } from '#app/rules/sounds';
import type { Walk } from '#app/rules/walk';
import type { ActionRequest } from '#server/inbox';
import type { Notification } from '#server/notification';
import { deedAt, type RowCommandId } from '#server/rules/commands';
import type { InboxClient, Overlay } from '../../server/client/client.ts';
import { failureOf } from './inbox.ts';
import type { Listing } from './list.ts';
import type { Notice, SourceCommandId } from './notice.ts';
import { createStore, type Readable } from './store.ts';
import { createUndo } from './undo.ts';

export interface Actions {
  readonly notice: Readable<Notice | null>;
  /** Shows at once; a refusal rolls back and stays on the row. Then the notice says what was done. */
  onRow(command: RowCommandId, item: Notification): Promise<void>;
  /** The row was opened, so it is read. Nothing is said about that. */
  readOpened(item: Notification): Promise<void>;
  /** @returns whether it succeeded; a refusal becomes the notice */
  run(command: PlainCommandId): Promise<boolean>;
  /** Deletes what is in the Bin for ever; a refusal becomes the notice. */
  emptyBin(): Promise<void>;
  /** Toasts wait until then; a refusal becomes the notice. */
  pause(until: PauseUntil): Promise<void>;
  hideWindow(): void;
  /** Dismisses the warning about this file of the profile. */
  dismissFile(name: string): void;
  /** What was decided about this notification on this device, oldest first. */
  decisionsOf(id: string): Promise<Result<readonly Kept[]>>;
  /** Sends a test notification and follows it to the screen. */
  walk(): Promise<Result<Walk>>;
  openDesktopSettings(): Promise<Result<null>>;
  playSound(sound: SoundChoice): Promise<Result<null>>;
  /** Asks for a file of the user's own. */
  chooseSound(): Promise<Result<Settings | null>>;
  /** To a file of their own; answers whether one was chosen. */
  exportKeys(): Promise<Result<boolean>>;
  /** From a file of their own; null: none was chosen. */
  importKeys(): Promise<Result<Settings | null>>;
  /** A refusal becomes the notice. */
  onSource(command: SourceCommandId, source: string): Promise<void>;
  /** Copies its link. @returns whether that succeeded */
  copyLink(id: string): Promise<boolean>;
  /** This has failed, for a click outside the window (toast, tray). */
  tellFailed(command: RowCommandId, item: Notification, error: Failure): void;
  /** Something of a menu, which is closed by then. */
  tellRefused(error: Failure): void;
  tellGone(): void;
  dismissNotice(): void;
}

export function createActions(deps: {
  bridge: Bridge;
  inbox: Pick<InboxClient, 'act' | 'undo' | 'undoLast' | 'state'>;
  shown: Listing;
  overlay: Overlay<RowCommandId, Failure>;
  now: () => Date;
}): Actions {
  const { bridge, inbox, shown, overlay, now } = deps;
  const notice = createStore<Notice | null>(null);
  const undo = createUndo({ inbox, notice, left });

  /** How many rows are in the view, if it is all here or has a count. */
  function left(): number | null {
    const { view, items, more } = shown.get();
    if (items !== null && !more) return items.length;
    return view === 'unread' ? inbox.state().counts.unread : null;
  }

  function settle(): void {
    const { items, loading } = shown.get();
    if (items !== null && !loading) overlay.reconcile(items);
  }
  shown.subscribe(settle);
  bridge.on('navigate', ({ notificationId, failed }) => {
    if (failed === undefined || notificationId !== undefined) return;
    const { command, error } = failed;
    if (isPlain(command)) tellOf(command, error, () => void run(command));
  });

  /** Returns why it failed. Main opens the link first. */
  async function open(id: string): Promise<Failure | null> {
    const result = await bridge.call('command.run', { id: 'inbox.open', args: { id } });
    return result.ok ? null : result.error;
  }

  const begin = (item: Notification, command: RowCommandId) =>
    overlay.begin(item, deedAt(command, now().getTime()), command, now().toISOString());

  const act = (requests: readonly ActionRequest[]): Promise<Failure | null> =>
    undo.act(requests).then(() => null, failureOf);

  async function showing(
    item: Notification,
    command: RowCommandId,
    send: (request: ActionRequest) => Promise<Failure | null>,
  ): Promise<void> {
    const token = begin(item, command);
    const error = await send({ action: deedAt(command, now().getTime()), ids: [item.id] });
    if (error === null) overlay.done(item.id, token);
    else overlay.failed(item.id, token, error);
    settle();
  }

  function tellOf(
    command: PlainCommandId | SourceCommandId | 'delivery.pause',
    error: Failure,
    again: () => void,
  ): void {
    notice.set({ kind: 'failed', command, error, again });
  }

  /** Up to what the window knows of: what arrives meanwhile stays unread. */
  async function readAll(): Promise<Failure | null> {
    const marked = (shown.get().items ?? [])
      .filter((item) => item.read_at === null && !overlay.holds(item.id))
      .map((item) => [item.id, begin(item, 'inbox.read')] as const);
    const { revision } = inbox.state();
    const error = await act([{ action: 'read', view: 'unread', up_to_revision: revision }]);
    for (const [id, token] of marked) {
      if (error === null) overlay.done(id, token);
      else overlay.undone(id, token);
    }
    settle();
    return error;
  }

  async function runByMain(command: PlainCommandId): Promise<Failure | null> {
    const result = await bridge.call('command.run', plain(command));
    return result.ok ? null : result.error;
  }

  async function run(command: PlainCommandId): Promise<boolean> {
    if (command === 'inbox.undo') {
      await undo.undo();
      return true;
    }
    notice.set(null);
    const error = await (command === 'inbox.readAll' ? readAll() : runByMain(command));
    if (error !== null) tellOf(command, error, () => void run(command));
    return error === null;
  }

  async function emptyBin(): Promise<void> {
    const { revision } = inbox.state();
    const error = await act([{ action: 'purge', view: 'bin', up_to_revision: revision }]);
    if (error !== null) notice.set({ kind: 'refused', error });
  }

  async function pause(until: PauseUntil): Promise<void> {
    notice.set(null);
    const result = await bridge.call('command.run', { id: 'delivery.pause', args: { until } });
    if (!result.ok) tellOf('delivery.pause', result.error, () => void pause(until));
  }

  async function onSource(id: SourceCommandId, source: string): Promise<void> {
    notice.set(null);
    const result = await bridge.call('command.run', { id, args: { id: source } });
    if (!result.ok) tellOf(id, result.error, () => void onSource(id, source));
  }

  return {
    notice,
    onRow: (command, item) =>
      showing(item, command, (request) => (command === 'inbox.open' ? open(item.id) : act([request]))),
    readOpened: (item) =>
      showing(item, 'inbox.read', (request) => inbox.act(request).then(() => null, failureOf)),
    run,
    emptyBin,
    pause,
    hideWindow: () => void bridge.call('command.run', plain('window.hide')),
    dismissFile: (file) => void bridge.call('command.run', { id: 'files.dismiss', args: { file } }),
    decisionsOf: (id) => bridge.call('decisions.of', { id }),
    walk: () => bridge.call('walk.run', {}),
    openDesktopSettings: () => bridge.call('walk.settings', {}),
    playSound: (sound) => bridge.call('sounds.play', { sound }),
    chooseSound: () => bridge.call('sounds.choose', {}),
    exportKeys: () => bridge.call('keys.export', {}),
    importKeys: () => bridge.call('keys.import', {}),
    onSource,
    async copyLink(id) {
      return (await bridge.call('command.run', { id: 'inbox.copyLink', args: { id } })).ok;
    },
    tellFailed(command, item, error) {
      overlay.failed(item.id, begin(item, command), error);
    },
    tellRefused: (error) => notice.set({ kind: 'refused', error }),
    tellGone: () => notice.set({ kind: 'gone' }),
    dismissNotice: () => notice.set(null),
  };
}
