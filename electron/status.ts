import type { AppStatus } from '#app/state';
import { curlLine } from '#server/curl';
import type { InboxClient } from '../server/client/client.ts';
import type { Connection } from './connection.ts';
import type { DesktopViews } from './desktop-views.ts';
import type { Files } from './files/files.ts';
import { healthOf } from './health.ts';
import type { Pause } from './pause.ts';
import type { RegionWatch } from './region/region.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { Shortcuts } from './shortcuts.ts';
import type { Sources } from './sources/sources.ts';
import { throttle } from './throttle.ts';
import type { TrayState } from './tray/tray.ts';
import type { Upkeep } from './upkeep.ts';
import type { MainWindow } from './window.ts';

export interface Status {
  get(): AppStatus;
  /** Shell line that sends a notification; null until the backend is ready. */
  curl(): string | null;
  /** Why nothing can be saved now; null: all is well. */
  onStorage(trouble: AppStatus['storage']): void;
  /** Something of it has changed: in the next turn tray, badge and window are told, once for many changes. */
  refresh(): void;
  dispose(): void;
}

/** How the app stands as a whole, for the views that show it. */
export function createStatus(deps: {
  version: string;
  settings: Pick<SettingsStore, 'get' | 'locked'>;
  connection: Pick<Connection, 'state' | 'ready'>;
  files: Pick<Files, 'troubles'>;
  inbox: Pick<InboxClient, 'state'>;
  /** The newest unread ones, for the tray's menu. */
  recent: () => TrayState['recent'];
  pause: Pick<Pause, 'until'>;
  region: Pick<RegionWatch, 'get'>;
  shortcuts: Pick<Shortcuts, 'trouble'>;
  upkeep: Pick<Upkeep, 'update'>;
  sources: Pick<Sources, 'health'>;
  window: Pick<MainWindow, 'isVisible'>;
  views: Pick<DesktopViews, 'set' | 'trayHost'>;
  push: (name: 'status', status: AppStatus) => void;
}): Status {
  const { connection, inbox, views } = deps;
  let storage: AppStatus['storage'] = null;
  let disposed = false;

  function curl(): string | null {
    const ready = connection.ready();
    return ready === null ? null : curlLine(ready.endpoint);
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
      region: deps.region.get(),
      tray: views.trayHost(),
      settings: deps.settings.get(),
      lockedSettings: deps.settings.locked(),
      shortcutTrouble: deps.shortcuts.trouble(),
      curl: curl(),
      version: deps.version,
      update: deps.upkeep.update(),
    };
  }

  const { call: refresh } = throttle(() => {
    if (disposed) return;
    const now = get();
    views.set(now, {
      recent: deps.recent(),
      windowVisible: deps.window.isVisible(),
    });
    deps.push('status', now);
  }, 0);

  return {
    get,
    curl,
    onStorage(trouble) {
      storage = trouble;
      refresh();
    },
    refresh,
    dispose() {
      disposed = true;
    },
  };
}
