/**
 * A stage for one spec file: desktop, tray, notification daemon and, on them, the app. What is on the stage is real; only
 * the panel, and where a spec asks for it the daemon, is played by the tests.
 */
import fs from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Desktop, startDesktop } from '../../build/desktop.ts';
import { type App, launchApp, launchSecond, newProfile } from '../support/app.ts';
import { type Dunst, startWatchedDunst } from '../support/dunst.ts';
import { type NotificationDaemon, startNotificationDaemon } from '../support/notification-daemon.ts';
import { nameTrayIcon } from '../support/tray-icons.ts';
import { startTrayWatcher, type Tray } from '../support/tray-watcher.ts';
import { createHands, type Hands } from '../support/x11.ts';

export { expect, test };

/** Out of the way of an app that the machine's user runs. */
const FIRST_PORT = 48_600;
const PORTS_EACH = 50;

export type StageOptions = Readonly<{
  /** `dunst` is the real one, `recorder` the tests' own, which shows exactly what was asked for. */
  daemon?: 'dunst' | 'recorder' | 'none';
  /** What the recorder says that it can; missing: what most can. */
  can?: readonly string[];
  /** Programs of another desktop, before the app; one of them may be the window manager. */
  scene?: Readonly<{ windowManager: boolean; start: (desktop: Desktop) => Promise<void> }>;
  tray?: boolean;
  /** `false`: its user works in another program, so that toasts come also for rows that the window shows. */
  inFront?: boolean;
  /** Another computer in the same file. */
  second?: boolean;
  env?: (profile: string) => Readonly<Record<string, string>>;
  /** Folder of the app to run, if not the repository. */
  root?: () => string;
  /** Instead of Electron itself, as `launchApp` takes it. */
  executable?: () => string;
  /** Makes the profile folder, if not just any will do. */
  profile?: () => string;
}>;

export interface Stage {
  readonly desktop: Desktop;
  readonly app: App;
  readonly tray: Tray;
  readonly dunst: Dunst;
  readonly recorder: NotificationDaemon;
  readonly hands: Hands;
  /** URLs that the app has given to the desktop to open, oldest first. */
  readonly opened: () => readonly string[];
  /** State and count that the tray's pixels show, e.g. `ok-3`. */
  readonly icon: () => Promise<string>;
  /** The page of the window, made visible by a click on the tray, or as it is without a tray. */
  readonly openWindow: () => Promise<Page>;
  /** Its user goes on in another program: the window stays as it is, without the focus. */
  readonly lookAway: () => Promise<void>;
  /** Starts the app again with the same profile. `ready: false`: it is not expected to become ready. */
  readonly start: (options?: StartOptions) => Promise<void>;
  /** As the system does for a link, or a user by mistake. */
  readonly startSecond: (...args: readonly string[]) => Promise<unknown>;
}

type StartOptions = Readonly<{ ready?: boolean; hidden?: boolean }>;

type Parts = {
  desktop: Desktop;
  profile: string;
  hands: Hands;
  tray: Tray | null;
  dunst: Dunst | null;
  recorder: NotificationDaemon | null;
  app: App | null;
};

/** Call at the top of a spec file, once for each computer. */
export function useStage(options: StageOptions = {}): Stage {
  const { daemon = 'recorder', tray = true } = options;
  // The tests of a file go on from each other's state.
  if (!options.second) test.describe.configure({ mode: 'serial' });
  let parts: Parts | undefined;
  let executable: string | undefined;
  const get = <K extends keyof Parts>(name: K): NonNullable<Parts[K]> => {
    const part = parts?.[name];
    if (part === undefined || part === null) throw new Error(`this stage has no ${name}`);
    return part;
  };

  const appOptions = () => {
    const desktop = get('desktop');
    return {
      desktop,
      profile: get('profile'),
      ...(options.root === undefined ? {} : { root: options.root() }),
      ...(executable === undefined ? {} : { executable }),
      port: FIRST_PORT + test.info().parallelIndex * PORTS_EACH,
      env: {
        PATH: `${binFolder(desktop)}${path.delimiter}${process.env.PATH ?? ''}`,
        ...options.env?.(get('profile')),
      },
    };
  };
  const icon = async () => nameTrayIcon(await get('tray').icon());
  const lookAway = async () => {
    // The window manager gives a new window the focus, perhaps late.
    await expect.poll(() => get('hands').activeWindow()).toBe('Belfry');
    await expect.poll(() => get('app').blur(), { message: 'focus of the window' }).toBe(false);
  };
  const start = async ({ ready = true, hidden = false }: StartOptions = {}) => {
    const app = await launchApp({ ...appOptions(), args: hidden ? ['--hidden'] : [] });
    if (parts !== undefined) parts.app = app;
    try {
      await app.endpoint();
      if (!hidden) await app.window();
      if (!hidden && options.inFront === false) await lookAway();
      if (tray && ready) await expect.poll(icon, { message: 'tray of a connected app' }).toMatch(/^ok-/);
    } catch (error) {
      throw new Error(`the app did not get ready:\n${app.log()}`, { cause: error });
    }
  };

  test.beforeAll(async () => {
    const { windowManager = true } = options.scene ?? {};
    const desktop = await startDesktop({ notifications: false, windowManager });
    await options.scene?.start(desktop);
    const address = desktop.env.DBUS_SESSION_BUS_ADDRESS;
    executable = options.executable?.();
    parts = {
      desktop,
      profile: options.profile?.() ?? newProfile(),
      hands: createHands(desktop.env),
      tray: tray ? await startTrayWatcher(address) : null,
      dunst: daemon === 'dunst' ? await startWatchedDunst(desktop) : null,
      recorder: daemon === 'recorder' ? await startNotificationDaemon(address, options.can) : null,
      app: null,
    };
    installOpeners(desktop);
    await start();
  });

  test.afterEach(() => {
    const info = test.info();
    if (info.status === info.expectedStatus || parts === undefined) return;
    parts.desktop.screenshot(info.outputPath('desktop.png'));
    fs.writeFileSync(info.outputPath('app.log'), parts.app?.log() ?? 'the app did not start');
  });

  test.afterAll(async () => {
    if (parts === undefined) return;
    // Before its bus: Chromium aborts when that goes.
    await parts.app?.quit();
    await parts.tray?.stop();
    await parts.dunst?.stop();
    await parts.recorder?.stop();
    await parts.desktop.stop();
    fs.rmSync(parts.profile, { recursive: true, force: true });
  });

  return {
    get desktop() {
      return get('desktop');
    },
    get app() {
      return get('app');
    },
    get tray() {
      return get('tray');
    },
    get dunst() {
      return get('dunst');
    },
    get recorder() {
      return get('recorder');
    },
    get hands() {
      return get('hands');
    },
    opened: () => readLines(path.join(get('desktop').runtimeDir, 'opened')),
    icon,
    openWindow: async () => {
      const app = get('app');
      if (!(await app.visible())) await get('tray').activate();
      const page = await app.window();
      await expect.poll(() => app.visible(), { message: 'visible window' }).toBe(true);
      if (options.inFront === false) await lookAway();
      return page;
    },
    lookAway,
    start,
    startSecond: (...args) => launchSecond(appOptions(), args),
  };
}

const binFolder = (desktop: Desktop) => path.join(desktop.runtimeDir, 'bin');

/** The desktop's browser and mail program: they note what they were asked to open. */
function installOpeners(desktop: Desktop): void {
  fs.mkdirSync(binFolder(desktop));
  for (const program of ['xdg-open', 'xdg-email']) {
    const script = `#!/bin/sh\nprintf '%s\\n' "$1" >> "${path.join(desktop.runtimeDir, 'opened')}"\n`;
    fs.writeFileSync(path.join(binFolder(desktop), program), script, { mode: 0o755 });
  }
}

function readLines(file: string): readonly string[] {
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
