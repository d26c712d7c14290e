import type { CommandId } from '#app/commands';
import type { Bridge } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import type { Settings, SettingsPatch } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import type { Listing } from './list.ts';
import type { Overlay, RowAction } from './overlay.ts';
import { createStore, type Readable } from './store.ts';

/** Commands that concern no single row. */
type PlainAction =
  | 'readAll'
  | 'sendTest'
  | 'copy'
  | 'resume'
  | 'retry'
  | 'openLogs'
  | 'saveReport'
  | 'update';

/** What the window says at its foot. */
type Notice = Readonly<{ kind: 'failed'; action: PlainAction; error: Failure }> | Readonly<{ kind: 'gone' }>;

export interface Actions {
  readonly notice: Readable<Notice | null>;
  /** Shows at once; a refusal rolls back and stays on the row. */
  onRow(action: RowAction, item: Notification): Promise<void>;
  /** Returns whether it succeeded; a refusal becomes the notice. */
  run(action: PlainAction): Promise<boolean>;
  hideWindow(): void;
  /** What is wrong with this file of the profile is known. */
  dismissFile(name: string): void;
  saveSettings(patch: SettingsPatch): Promise<Result<Settings>>;
  /** Its link is in the clipboard then. @returns whether it is */
  copyLink(id: string): Promise<boolean>;
  /** The link of this one could not be opened when it was asked for outside of the window. */
  tellNotOpened(item: Notification, error: Failure): void;
  tellGone(): void;
  dismissNotice(): void;
}

const ROW_COMMANDS = {
  read: 'inbox.read',
  unread: 'inbox.unread',
  archive: 'inbox.archive',
  unarchive: 'inbox.unarchive',
  delete: 'inbox.delete',
  dismiss: 'inbox.dismiss',
} as const satisfies Record<Exclude<RowAction, 'open'>, CommandId>;

const PLAIN_COMMANDS = {
  readAll: 'inbox.readAll',
  sendTest: 'inbox.sendTest',
  copy: 'curl.copy',
  resume: 'delivery.resume',
  retry: 'connection.retry',
  openLogs: 'logs.open',
  saveReport: 'report.save',
  update: 'app.update',
} as const satisfies Record<PlainAction, CommandId>;

export function createActions(bridge: Bridge, shown: Listing, overlay: Overlay, now: () => Date): Actions {
  const notice = createStore<Notice | null>(null);

  function settle(): void {
    const { items, loading } = shown.get();
    if (items !== null && !loading) overlay.reconcile(items);
  }
  shown.subscribe(settle);
  bridge.on('navigate', ({ notificationId, failed }) => {
    if (failed === undefined || notificationId !== undefined) return;
    const action = (Object.keys(PLAIN_COMMANDS) as PlainAction[]).find(
      (each) => PLAIN_COMMANDS[each] === failed.command,
    );
    if (action !== undefined) notice.set({ kind: 'failed', action, error: failed.error });
  });

  return {
    notice,
    async onRow(action, item) {
      const token = overlay.begin(item, action, now().toISOString());
      const result = await bridge.call(
        'command.run',
        action === 'open'
          ? { id: 'inbox.open', args: { id: item.id } }
          : { id: ROW_COMMANDS[action], args: { ids: [item.id] } },
      );
      if (result.ok) overlay.done(item.id, token);
      else overlay.failed(item.id, token, result.error);
      settle();
    },
    async run(action) {
      notice.set(null);
      const marked =
        action === 'readAll'
          ? (shown.get().items ?? [])
              .filter((item) => item.read_at === null && !overlay.holds(item.id))
              .map((item) => [item.id, overlay.begin(item, 'read', now().toISOString())] as const)
          : [];
      const result = await bridge.call('command.run', { id: PLAIN_COMMANDS[action], args: {} });
      for (const [id, token] of marked) {
        if (result.ok) overlay.done(id, token);
        else overlay.undone(id, token);
      }
      settle();
      if (!result.ok) notice.set({ kind: 'failed', action, error: result.error });
      return result.ok;
    },
    hideWindow: () => void bridge.call('command.run', { id: 'window.hide', args: {} }),
    dismissFile: (file) => void bridge.call('command.run', { id: 'files.dismiss', args: { file } }),
    saveSettings: (patch) => bridge.call('settings.patch', { patch }),
    async copyLink(id) {
      return (await bridge.call('command.run', { id: 'inbox.copyLink', args: { id } })).ok;
    },
    tellNotOpened(item, error) {
      overlay.failed(item.id, overlay.begin(item, 'open', now().toISOString()), error);
    },
    tellGone: () => notice.set({ kind: 'gone' }),
    dismissNotice: () => notice.set(null),
  };
}
