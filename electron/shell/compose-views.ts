import { app, type BrowserWindow, Menu, nativeImage, Tray } from 'electron';
import type { Command } from '#app/rules/commands';
import type { AppStatus } from '#app/state';
import type { Translate } from '../i18n/i18n.ts';
import type { BusClient } from '../system/dbus/dbus.ts';
import type { Log } from '../system/log.ts';
import { createBadge } from './badge.ts';
import {
  createTray,
  createTrayHostState,
  privateState,
  type TrayHostState,
  type TrayState,
} from './tray/tray.ts';

/** The X display that Chromium uses; null: it does not use X. */
function xDisplay(): string | null {
  if (app.commandLine.getSwitchValue('ozone-platform') === 'wayland') return null;
  return process.env.DISPLAY || null;
}

/** @param bus the session's; null: not on Linux */
export const composeTrayHost = (bus: BusClient | null, log: Log): TrayHostState =>
  createTrayHostState({ bus, display: xDisplay(), log });

export interface DesktopViews {
  set(status: AppStatus, more: Pick<TrayState, 'emergencies' | 'recent' | 'windowVisible'>): void;
  /** Another kind of host has come: an item stays with the kind that existed when it was made. */
  renewTray(): void;
  /** The window is shown, and may be a new one. */
  renewBadge(): void;
  dispose(): void;
}

/** Tray and badge, for this operating system. */
export function composeViews(deps: {
  iconDir: string;
  trayHost: Pick<TrayHostState, 'isSettled'>;
  window: () => BrowserWindow | null;
  t: Translate;
  run: (command: Command) => void;
}): DesktopViews {
  const { t, iconDir } = deps;
  const { platform } = process;
  const tray = createTray({
    createTray: (icon) => new Tray(icon),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    iconDir,
    run: deps.run,
    t,
    platform,
    now: () => new Date(),
  });
  const badge = createBadge({
    platform,
    app,
    window: deps.window,
    loadImage: (file) => nativeImage.createFromPath(file),
    iconDir,
    t,
  });

  return {
    set(status, more) {
      const { connection, health, counts, pausedUntil, presentingUntil, holds, region, storage } = status;
      const update = status.update.status === 'ready' ? status.update.version : null;
      const replaced = status.update.status === 'replaced';
      const { unread } = counts;
      const whole = {
        ...{ unread, hidesCount: false, connection, health, storage, pausedUntil, presentingUntil, holds },
        ...{ region, update, replaced, ...more },
      };
      const shown = privateState(whole, status.settings, t);
      if (deps.trayHost.isSettled()) tray.set(shown);
      badge.set(unread, shown.hidesCount);
    },
    renewTray: tray.renew,
    renewBadge: badge.renew,
    dispose: tray.dispose,
  };
}
