import path from 'node:path';
import { app, type BrowserWindow, Menu, nativeImage, Notification as Toast, Tray } from 'electron';
import type { Command } from '#app/rules/commands';
import type { AppStatus } from '#app/state';
import type { RowCommandId } from '#server/rules/commands';
import {
  createDbusNotifier,
  createDelivery,
  createElectronNotifier,
  type Delivery,
  openJournal,
  openToastIds,
} from '../delivery/delivery.ts';
import type { Translate } from '../i18n/i18n.ts';
import { pixelsOf } from '../images/compose-scale.ts';
import type { ImageCache } from '../images/images.ts';
import { unpacked } from '../maintenance/unpacked.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { sessionBusAddress } from '../system/dbus/bus-address.ts';
import { createSessionBus, type SessionBus } from '../system/dbus/dbus.ts';
import type { Log } from '../system/log.ts';
import type { Pause } from '../system/pause.ts';
import { createBadge } from './badge.ts';
import { createTray, type TrayState, watchTrayHost } from './tray/tray.ts';

/** The bus gets so long to say whether there is a panel, in milliseconds. */
const HOST_PATIENCE = 2_000;

/** Where Chromium is a client of X; null: it is not. */
function xDisplay(): string | null {
  if (app.commandLine.getSwitchValue('ozone-platform') === 'wayland') return null;
  return process.env.DISPLAY || null;
}

export interface DesktopViews {
  readonly delivery: Delivery;
  /** The session's; null: not on Linux. */
  readonly bus: SessionBus | null;
  set(status: AppStatus, more: Pick<TrayState, 'recent' | 'windowVisible'>): void;
  trayHost(): AppStatus['tray'];
  /** Settles soon, with no toast left on the screen unless the system does not answer. */
  dispose(): Promise<void>;
}

/** The views outside of the window: tray, badge and toasts, with what each needs of this operating system. */
export function createDesktopViews(deps: {
  profile: string;
  iconDir: string;
  settings: SettingsStore;
  pause: () => Pause;
  images: ImageCache;
  window: () => BrowserWindow | null;
  waitingFrom: () => number;
  t: Translate;
  run: (command: Command) => void;
  /** They were on a screen. */
  seen: (ids: readonly string[]) => void;
  logs: (room: string) => Log;
  onTrayHost: () => void;
}): DesktopViews {
  const { t, run, iconDir, logs } = deps;
  const platform = process.platform;
  const now = (): Date => new Date();
  // A Linux tray item that is made before its panel is there never appears: the panel is looked for first.
  let waited = false;
  const patience = setTimeout(() => {
    waited = true;
    deps.onTrayHost();
  }, HOST_PATIENCE);
  let host: AppStatus['tray'] = platform === 'linux' ? 'unknown' : 'present';

  const bus: SessionBus | null =
    platform === 'linux'
      ? createSessionBus({ address: sessionBusAddress(process.env), log: logs('dbus') })
      : null;
  const tray = createTray({
    createTray: (icon) => new Tray(icon),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    iconDir,
    run,
    t,
    platform,
    now,
  });
  const watch =
    bus === null
      ? null
      : watchTrayHost({
          bus,
          display: xDisplay(),
          log: logs('tray'),
          onChange(next) {
            // Chromium's item stays with the kind of host that was there when it was made.
            if (next !== 'absent') tray.renew();
            host = next === 'absent' ? 'absent' : 'present';
            deps.onTrayHost();
          },
        });
  const badge = createBadge({
    platform,
    app,
    window: deps.window,
    loadImage: (file) => nativeImage.createFromPath(file),
    iconDir,
    t,
  });
  const iconOf = (side: number): string => unpacked(path.join(iconDir, 'app', `${side}.png`));
  const icons = { large: iconOf(256), small: iconOf(64) };
  const label = (id: RowCommandId): string => t(`command.${id}.title`);
  const log = logs('toasts');
  const notifier =
    bus === null
      ? createElectronNotifier({
          create: (options) => new Toast(options),
          isSupported: () => Toast.isSupported(),
          icon: icons.large,
          label,
          log,
        })
      : createDbusNotifier({
          bus,
          looks: { appName: t('app.name'), icons, desktopEntry: 'belfry', label, pixels: pixelsOf },
          file: openToastIds(path.join(deps.profile, 'toasts.json'), log),
          log,
        });
  const delivery = createDelivery({
    notifier,
    journal: openJournal(path.join(deps.profile, 'announced.jsonl'), logs('delivery')),
    settings: deps.settings.get,
    pausedUntil: () => deps.pause().until(),
    images: deps.images,
    waitingFrom: deps.waitingFrom,
    run,
    seen: deps.seen,
    t,
    now,
    log: logs('delivery'),
  });

  return {
    delivery,
    bus,
    set(status, more) {
      const { connection, health, counts, pausedUntil, region, storage } = status;
      const update = status.update.status === 'ready' ? status.update.version : null;
      const replaced = status.update.status === 'replaced';
      if (host !== 'unknown' || waited) {
        const { unread } = counts;
        tray.set({ unread, connection, health, storage, pausedUntil, region, update, replaced, ...more });
      }
      badge.set(counts.unread);
    },
    trayHost: () => host,
    async dispose() {
      clearTimeout(patience);
      delivery.dispose();
      watch?.dispose();
      tray.dispose();
      await notifier.dispose();
      bus?.dispose();
    },
  };
}
