import type { Bridge } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import { isPlain, type PauseUntil, type PlainCommandId, plain } from '#app/rules/commands';
import type { Kept } from '#app/rules/decisions';
import type { Settings } from '#app/rules/settings';
import type { SoundChoice } from '#app/rules/sounds';
import type { Walk } from '#app/rules/walk';
import type { ActionOnRows, ActionRequest, Batch, Listed, View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { deedAt, type RowCommandId } from '#server/rules/commands';
import { isUnread } from '#server/rules/state';
import type { InboxClient, Overlay } from '../../server/client/client.ts';
import { failureOf } from './inbox.ts';
import { type Listing, rowsIn } from './list.ts';
import type { Notice, SourceCommandId } from './notice.ts';
import { createStore, type Readable } from './store.ts';
import { createUndo } from './undo.ts';

/** Those that any number of rows can be asked for. */
export type BulkCommandId = Exclude<RowCommandId, 'inbox.open' | 'inbox.acknowledge' | 'inbox.dismiss'>;

/** A whole list: a view, or what a filter finds. */
export type ListScope = Readonly<{ view: View }> | Readonly<{ filter: Readonly<{ view?: View; q: string }> }>;

/** The most ids of one action. */
const MOST_IDS = 500;

export interface Actions {
  readonly notice: Readable<Notice | null>;
  /** Shows at once; a refusal rolls back and stays on the row. Then the notice says what was done. */
  onRow(command: RowCommandId, item: Notification): Promise<void>;
  /** The same to all rows of its thread that the view has; on this row it shows at once. */
  onThread(command: RowCommandId, item: Notification): Promise<void>;
  /** Marks entries of the list as read, threads as a whole. */
  readEntries(items: readonly Listed[]): Promise<void>;
  /** The same to several rows, in one notice. @param until of a snooze, ISO 8601 */
  onMany(command: BulkCommandId, items: readonly Listed[], until?: string): Promise<void>;
  /** To everything that a list finds by now. @param loaded rows of it, on which it shows at once */
  onAll(
    command: BulkCommandId,
    scope: ListScope,
    loaded: readonly Notification[],
    until?: string,
  ): Promise<void>;
  /** What was done in the last day and can be undone, newest first; empty if nobody knows. */
  undoable(): Promise<readonly Batch[]>;
  undoBatch(batch: string): Promise<void>;
  /** What this row is of counts no more as unread. A refusal becomes the notice. */
  mute(item: Notification, what: 'thread' | 'source'): Promise<void>;
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
  inbox: Pick<InboxClient, 'act' | 'undo' | 'undoLast' | 'batches' | 'state'>;
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
    if (items !== null && !more) return rowsIn(items);
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

  const begin = (item: Notification, command: RowCommandId, until?: string) =>
    overlay.begin(item, deedAt(command, now().getTime(), until), command, now().toISOString());

  const act = (requests: readonly ActionRequest[]): Promise<Failure | null> =>
    undo.act(requests).then(() => null, failureOf);

  async function showing(
    item: Notification,
    command: RowCommandId,
    send: (action: ActionOnRows['action']) => Promise<Failure | null>,
  ): Promise<void> {
    const token = begin(item, command);
    const error = await send(deedAt(command, now().getTime()));
    if (error === null) overlay.done(item.id, token);
    else overlay.failed(item.id, token, error);
    settle();
  }

  /** For entries of the list: a folded thread is meant as a whole, as far as its rows are in the view. */
  function requestsOn(action: ActionOnRows['action'], items: readonly Listed[]): readonly ActionRequest[] {
    const { view } = shown.get();
    const { revision } = inbox.state();
    const ids: string[] = [];
    const threads: ActionRequest[] = [];
    for (const { id, source, group_key: key, thread } of items) {
      if (thread === undefined || key === null || view === null) ids.push(id);
      else threads.push({ action, thread: { source, key }, view, up_to_revision: revision });
    }
    const single = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) => ({
      ...{ action, ids: ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS) },
    }));
    return [...single, ...threads];
  }

  /** Shows on all of these at once, and is taken back from all of them. @returns why it failed */
  async function showingOnAll(
    items: readonly Notification[],
    command: RowCommandId,
    until: string | undefined,
    requests: readonly ActionRequest[],
  ): Promise<Failure | null> {
    notice.set(null);
    const marked = items
      .filter(({ id }) => !overlay.holds(id))
      .map((item) => [item.id, begin(item, command, until)] as const);
    const error = await act(requests);
    for (const [id, token] of marked) {
      if (error === null) overlay.done(id, token);
      else overlay.undone(id, token);
    }
    settle();
    return error;
  }

  async function onMany(command: BulkCommandId, items: readonly Listed[], until?: string): Promise<void> {
    const action = deedAt(command, now().getTime(), until);
    const error = await showingOnAll(items, command, until, requestsOn(action, items));
    if (error !== null) tellOf(command, error, () => void onMany(command, items, until));
  }

  async function onAll(
    command: BulkCommandId,
    scope: ListScope,
    loaded: readonly Notification[],
    until?: string,
  ): Promise<void> {
    const action = deedAt(command, now().getTime(), until);
    const request = { action, ...scope, up_to_revision: inbox.state().revision };
    const error = await showingOnAll(loaded, command, until, [request]);
    if (error !== null) tellOf(command, error, () => void onAll(command, scope, loaded, until));
  }

  async function mute(item: Notification, what: 'thread' | 'source'): Promise<void> {
    const error = await act([{ action: { kind: 'mute', what, until: null }, ids: [item.id] }]);
    if (error !== null) notice.set({ kind: 'refused', error });
  }

  function tellOf(
    command: PlainCommandId | RowCommandId | SourceCommandId | 'delivery.pause',
    error: Failure,
    again: () => void,
  ): void {
    notice.set({ kind: 'failed', command, error, again });
  }

  /** Up to what the window knows of: what arrives meanwhile stays unread. */
  function readAll(): Promise<Failure | null> {
    const unread = (shown.get().items ?? []).filter((item) => item.read_at === null);
    const request = { action: 'read', view: 'unread', up_to_revision: inbox.state().revision } as const;
    return showingOnAll(unread, 'inbox.read', undefined, [request]);
  }

  async function readEntries(items: readonly Listed[]): Promise<void> {
    const unread = items.filter((item) => isUnread(item) || (item.thread?.unread ?? 0) > 0);
    const marked = unread.map((item) => [item.id, begin(item, 'inbox.read')] as const);
    const error = await act(requestsOn('read', unread));
    for (const [id, token] of marked) {
      if (error === null) overlay.done(id, token);
      else overlay.failed(id, token, error);
    }
    settle();
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
      showing(item, command, (action) =>
        command === 'inbox.open' ? open(item.id) : act([{ action, ids: [item.id] }]),
      ),
    onThread(command, item) {
      const { source, group_key: key } = item;
      const { view } = shown.get();
      const { revision } = inbox.state();
      return showing(item, command, (action) =>
        act([
          key === null || view === null
            ? { action, ids: [item.id] }
            : { action, thread: { source, key }, view, up_to_revision: revision },
        ]),
      );
    },
    readEntries,
    onMany,
    onAll,
    undoable: () =>
      inbox.batches().then(
        (batches) => batches.filter(({ undone_at }) => undone_at === null),
        () => [],
      ),
    undoBatch: undo.undoBatch,
    mute,
    readOpened: (item) =>
      showing(item, 'inbox.read', (action) =>
        inbox.act({ action, ids: [item.id] }).then(() => null, failureOf),
      ),
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
