import type { KeyOf } from '#app/rules/settings';
import type { AppStatus, Connection } from '#app/state';
import { curlLine } from '#server/curl';
import type { Notification } from '#server/notification';
import type { ReadyMessage } from '#server/session';
import type { InboxClient } from '../../server/client/client.ts';
import type { Recent } from '../inbox/inbox.ts';
import type { Maintenance } from '../maintenance/maintenance.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { MainWindow, Shortcuts, TrayHostState } from '../shell/shell.ts';
import type { Pause, Presenting, SituationWatch } from '../situation/situation.ts';
import type { Sources } from '../sources/sources.ts';
import type { Files } from '../system/files/files.ts';
import type { RegionWatch } from '../system/region.ts';
import { createSignal } from '../system/signal.ts';
import { throttle } from '../system/throttle.ts';
import { desktopNotes, type FirstRun } from './first-run.ts';
import { healthOf } from './health.ts';

export { createFirstRun, type FirstRun } from './first-run.ts';

/**
 * `emergencies`: those that nobody has acknowledged, oldest first. `recent`: the newest unread ones, of each thread the newest; newest
 * first.
 */
export type Views = Readonly<{
  emergencies: readonly Notification[];
  recent: readonly Recent[];
  windowVisible: boolean;
}>;

export interface Status {
  get(): AppStatus;
  /** Why nothing can be saved; null: it can. */
  setStorage(trouble: AppStatus['storage']): void;
  /** A part of it has changed. Listeners are called in the next turn of the event loop, once for many changes. */
  refresh(): void;
  /** @returns its unsubscribe */
  onChange(listener: (status: AppStatus, more: Views) => void): () => void;
  dispose(): void;
}

const MASKED = '••••••••';

/** The state of the app as a whole, for the views that show it. */
export function createStatus(deps: {
  version: string;
  settings: Pick<SettingsStore, 'get' | 'locked'>;
  connection: Readonly<{ state: () => Connection; ready: () => ReadyMessage | null }>;
  files: Pick<Files, 'troubles'>;
  inbox: Pick<InboxClient, 'state'>;
  /** Those that nobody has acknowledged. */
  emergencies: () => readonly Notification[];
  /** The newest unread ones, of each thread the newest, for the tray's menu. */
  recent: () => readonly Recent[];
  pause: Pick<Pause, 'until'>;
  presenting: Pick<Presenting, 'until'>;
  situation: Pick<SituationWatch, 'holds'>;
  region: Pick<RegionWatch, 'get'>;
  shortcuts: Readonly<Record<KeyOf<'shortcut'>, Pick<Shortcuts, 'trouble'>>>;
  maintenance: Pick<Maintenance, 'update'>;
  sources: Pick<Sources, 'health' | 'name'>;
  window: Pick<MainWindow, 'isVisible'>;
  trayHost: Pick<TrayHostState, 'get'>;
  firstRun: FirstRun;
  env: Readonly<Record<string, string | undefined>>;
}): Status {
  const { connection, inbox } = deps;
  const changed = createSignal<[AppStatus, Views]>();
  let storage: AppStatus['storage'] = null;
  let disposed = false;

  function endpoint(): AppStatus['endpoint'] {
    const url = connection.ready()?.endpoint.url;
    return url === undefined ? null : { url, curl: curlLine({ url, token: MASKED }) };
  }

  function get(): AppStatus {
    const { counts } = inbox.state();
    return {
      connection: connection.state(),
      health: healthOf(connection.state(), deps.sources.health()),
      counts,
      storage,
      files: deps.files.troubles(),
      pausedUntil: deps.pause.until(),
      presentingUntil: deps.presenting.until(),
      holds: deps.situation.holds(),
      region: deps.region.get(),
      tray: deps.trayHost.get(),
      desktopNotes: desktopNotes(deps.env, deps.trayHost.get()),
      firstRun: deps.firstRun.step(),
      settings: deps.settings.get(),
      lockedSettings: deps.settings.locked(),
      shortcutTroubles: {
        shortcut: deps.shortcuts.shortcut.trouble(),
        newestShortcut: deps.shortcuts.newestShortcut.trouble(),
        pauseShortcut: deps.shortcuts.pauseShortcut.trouble(),
        paletteShortcut: deps.shortcuts.paletteShortcut.trouble(),
      },
      endpoint: endpoint(),
      version: deps.version,
      update: deps.maintenance.update(),
    };
  }

  function named(item: Recent): Recent {
    const sourceName = deps.sources.name(item.source);
    return sourceName === null ? item : { ...item, sourceName };
  }

  const { call: refresh } = throttle(() => {
    if (disposed) return;
    changed.emit(get(), {
      emergencies: deps.emergencies(),
      recent: deps.recent().map(named),
      windowVisible: deps.window.isVisible(),
    });
  }, 0);

  return {
    get,
    setStorage(trouble) {
      storage = trouble;
      refresh();
    },
    refresh,
    onChange: changed.on,
    dispose() {
      disposed = true;
    },
  };
}
