/** A desktop for packaged apps, and the main job as seen on it. */
import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import { type Desktop, startDesktop } from '../../build/desktop.ts';
import { inboxPage } from '../e2e/inbox-page.ts';
import { newProfile, send } from '../support/app.ts';
import { type NotificationDaemon, startNotificationDaemon } from '../support/notification-daemon.ts';
import {
  giveToUser,
  launchPackaged,
  type PackagedApp,
  type PackagedOptions,
  USER,
} from '../support/packaged.ts';
import { nameTrayIcon } from '../support/tray-icons.ts';
import { startTrayWatcher, type Tray } from '../support/tray-watcher.ts';

/** Out of the way of the other end-to-end tests, and of an app that the machine's user runs. */
const PORT = 48_900;

export interface PackagedStage {
  readonly tray: Tray;
  readonly daemon: NotificationDaemon;
  /** A folder for the app's data and home. */
  readonly profile: string;
  readonly icon: () => Promise<string>;
  /** Of a program on the stage's desktop. */
  readonly env: () => NodeJS.ProcessEnv;
  readonly start: (options: Omit<PackagedOptions, 'desktop' | 'profile' | 'port'>) => Promise<PackagedApp>;
  /** Receives, toasts, counts, shows and marks read. */
  readonly mainJob: (app: PackagedApp, title: string) => Promise<void>;
  /** By the menu of the tray item. */
  readonly quit: (app: PackagedApp) => Promise<void>;
}

/** Call once at the top of a spec file. */
export function usePackagedStage(): PackagedStage {
  test.skip(process.platform !== 'linux', 'the stage is a Linux desktop');
  test.describe.configure({ mode: 'serial' });
  const apps: PackagedApp[] = [];
  let parts: Readonly<{ desktop: Desktop; tray: Tray; daemon: NotificationDaemon; profile: string }>;

  test.beforeAll(async () => {
    const desktop = await startDesktop({ notifications: false, busUsers: ['root', USER] });
    const address = desktop.env.DBUS_SESSION_BUS_ADDRESS;
    // Its sockets are for the ordinary user too.
    fs.chmodSync(desktop.runtimeDir, 0o711);
    if (process.getuid?.() === 0) giveToUser(desktop.env.XAUTHORITY);
    const tray = await startTrayWatcher(address);
    const daemon = await startNotificationDaemon(address);
    parts = { desktop, tray, daemon, profile: newProfile() };
  });
  test.afterEach(() => {
    const info = test.info();
    if (info.status === info.expectedStatus || parts === undefined) return;
    parts.desktop.screenshot(info.outputPath('desktop.png'));
    fs.writeFileSync(info.outputPath('app.log'), apps.map((app) => app.output()).join('\n'));
  });
  test.afterAll(async () => {
    // Before their bus: Chromium aborts when that goes.
    for (const app of apps) await app.dispose();
    if (parts === undefined) return;
    await parts.tray.stop();
    await parts.daemon.stop();
    await parts.desktop.stop();
    fs.rmSync(parts.profile, { recursive: true, force: true });
  });

  const icon = async () => nameTrayIcon(await parts.tray.icon());
  return {
    get tray() {
      return parts.tray;
    },
    get daemon() {
      return parts.daemon;
    },
    get profile() {
      return parts.profile;
    },
    icon,
    env: () => ({ ...process.env, ...parts.desktop.env }),
    start: async (options) => {
      const { desktop, profile } = parts;
      const app = await launchPackaged({ desktop, profile, port: PORT, ...options });
      apps.push(app);
      return app;
    },
    mainJob: async (app, title) => {
      await expect.poll(icon).toBe('ok-0');
      await send(app.endpoint.url, app.endpoint.token, { title, message: 'packaged' });
      await expect.poll(() => parts.daemon.shown().map((toast) => toast.title)).toEqual([title]);
      await expect.poll(icon).toBe('ok-1');
      const inbox = inboxPage(app.page);
      await expect(inbox.row(title)).toContainText('packaged');
      await inbox.act(title, 'Mark as read');
      await expect.poll(icon).toBe('ok-0');
      await expect.poll(() => parts.daemon.shown()).toEqual([]);
    },
    quit: async (app) => {
      await parts.tray.choose('Quit Belfry');
      expect(await app.ended).toBe(0);
      await expect.poll(() => parts.tray.count()).toBe(0);
      await expect(fetch(app.endpoint.url)).rejects.toThrow();
    },
  };
}
