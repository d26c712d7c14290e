import path from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  globalShortcut,
  ipcMain,
  nativeTheme,
  net,
  powerMonitor,
  screen,
  shell,
  utilityProcess,
} from 'electron';
import Store from 'electron-store';
import type { Command } from '#app/commands';
import type { Settings } from '#app/settings';
import type { AppStatus } from '#app/state';
import { curlLine } from '#server/curl';
import { createAutostart } from './autostart.ts';
import { backendEntry, createBackend } from './backend/backend.ts';
import { createCommands } from './commands/commands.ts';
import { createConnection } from './connection.ts';
import { createDesktopViews } from './desktop-views.ts';
import { createTranslate } from './i18n/i18n.ts';
import { createImageCache } from './images.ts';
import { createInbox } from './inbox/inbox.ts';
import { findItem } from './inbox/reduce.ts';
import { appImageFile } from './installation.ts';
import { handleCalls } from './ipc/handle.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createPush } from './ipc/push.ts';
import { createLogs } from './log.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createPause, type PauseMemory } from './pause.ts';
import { createPresent } from './present.ts';
import { createOpenExternal, denyByDefault } from './security.ts';
import { createSettings, DEFAULTS } from './settings.ts';
import { createSettingsService } from './settings-service.ts';
import { createShortcuts } from './shortcuts.ts';
import { serveUi } from './ui-scheme.ts';
import { createUpkeep } from './upkeep.ts';
import { createMainWindow, type WindowMemory } from './window.ts';

const DIST = path.dirname(import.meta.dirname);
/** So many of the newest unread ones are in the tray's menu. */
const RECENT = 5;
/** A panel may come after us at login, or restart; a hidden window is left alone so long. In milliseconds. */
const TRAY_PATIENCE = 10_000;

/** Builds the rooms and wires them. */
export function createApp({ profile, hidden }: Readonly<{ profile: string; hidden: boolean }>): void {
  const logs = createLogs(profile);
  const log = logs('app');
  const t = createTranslate();
  const settings = createSettings(
    new Store<Settings>({ name: 'settings', cwd: profile, defaults: DEFAULTS, clearInvalidConfig: true }),
  );
  const memory = new Store<WindowMemory & PauseMemory>({ name: 'state', cwd: profile });
  const icons = path.join(DIST, 'icons');
  const openExternal = createOpenExternal({ shell });
  const push = createPush(() => window.get()?.webContents ?? null);
  const start = (command: Command): void => void run(command);

  let storage: AppStatus['storage'] = null;
  const status = (): AppStatus => ({
    connection: connection.state(),
    counts: inbox.state().counts,
    storage,
    pausedUntil: pause.until(),
    tray: views.trayHost(),
    settings: settings.get(),
    curl: curl(),
    version: app.getVersion(),
    update: upkeep.update(),
  });
  const curl = (): string | null => {
    const ready = connection.ready();
    return ready === null ? null : curlLine(ready.endpoint);
  };
  const refresh = oneAtATime(() => {
    if (quitting) return;
    const now = status();
    views.set(now, inbox.state().lists.unread?.items.slice(0, RECENT) ?? [], window.isVisible());
    push('status', now);
  });

  /** Without a tray a hidden window could not be reached any more. */
  const comeOut = (): void => {
    setTimeout(() => {
      const stranded = views.trayHost() === 'absent' && !window.isOpen();
      if (stranded && !quitting) window.open();
    }, TRAY_PATIENCE);
  };

  const pause = createPause({
    memory,
    now: () => new Date(),
    onChange() {
      if (pause.until() === null) views.delivery.resume();
      refresh();
    },
  });
  const images = createImageCache({
    folder: path.join(profile, 'images'),
    isKnown: (url) => findItem(inbox.state(), (item) => item.icon === url) !== undefined,
    fetch: (url, init) => net.fetch(url, init),
  });
  const views = createDesktopViews({
    profile,
    iconDir: icons,
    settings,
    pause: () => pause,
    images,
    window: () => window.get(),
    t,
    run: start,
    logs,
    onTrayHost() {
      refresh();
      if (views.trayHost() === 'absent') comeOut();
    },
  });
  const inbox = createInbox({
    client: () => connection.client(),
    start: views.delivery.announced(),
    onChange: (change) => present.take(change),
    onSyncFailed: () => connection.kick(),
  });
  const present = createPresent({ inbox: () => inbox, delivery: views.delivery, push, refresh });
  const connection = createConnection({
    onReady: present.begin,
    onDelta: inbox.receive,
    onGap: () => void inbox.sync('live').catch(() => connection.kick()),
    catchUp: present.catchUp,
    onChange: refresh,
    log: logs('connection').info,
  });
  const backend = createBackend({
    fork: () =>
      utilityProcess.fork(backendEntry(import.meta.dirname), [], { stdio: 'pipe', serviceName: 'Belfry' }),
    dataDir: profile,
    port: () => settings.get().port,
    onState: connection.onBackend,
    onStorage(trouble) {
      storage = trouble;
      refresh();
    },
    log: logs('backend').info,
  });
  const window = createMainWindow({
    create: (options) => new BrowserWindow(options),
    memory,
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    icon: path.join(icons, 'app', '256.png'),
    title: t('app.name'),
    backgroundColor: () => (nativeTheme.shouldUseDarkColors ? '#16171a' : '#ffffff'),
    onClose: () =>
      settings.get().closeToTray ? (views.trayHost() === 'absent' ? 'minimize' : 'hide') : 'quit',
    onVisibility: refresh,
    quit: () => void quit(),
    navigate: (navigation) => push('navigate', navigation),
  });
  const upkeep = createUpkeep({
    profile,
    settings,
    status,
    backend: () => connection.ready()?.url ?? null,
    onChange: refresh,
    logs,
  });
  const run = createCommands({
    inbox,
    window,
    pause,
    find: (id) => findItem(inbox.state(), (item) => item.id === id),
    openExternal,
    sendTest: () =>
      connection.client().send({ title: t('test.title'), message: t('test.message'), type: 'test' }),
    copyCurl: () => clipboard.writeText(curl() ?? ''),
    retry: () => {
      backend.retry();
      connection.kick();
    },
    upkeep,
    update: () => {
      if (upkeep.update().status === 'ready') void quit(upkeep.installUpdate);
    },
    quit: () => void quit(),
    log: logs('commands').info,
  });
  const shortcuts = createShortcuts({
    globalShortcut,
    onPress: () => start({ id: 'window.toggle', args: {} }),
  });
  const service = createSettingsService({
    store: settings,
    shortcuts,
    autostart: createAutostart({
      app,
      platform: process.platform,
      name: t('app.name'),
      configHome: app.getPath('appData'),
      command: [
        appImageFile(process.env, process.execPath) ?? process.execPath,
        ...(app.isPackaged ? [] : [app.getAppPath()]),
        `--profile=${profile}`,
      ],
    }),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
  });

  let quitting = false;
  let stopped = false;
  /** Stops all rooms, and then leaves. */
  async function quit(leave = (): void => app.exit(0)): Promise<void> {
    if (quitting) return;
    quitting = true;
    window.release();
    shortcuts.dispose();
    pause.dispose();
    upkeep.dispose();
    connection.dispose();
    views.dispose();
    await backend.stop();
    stopped = true;
    leave();
  }

  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // Electron's own handler is a modal box, behind which nothing arrives any more.
    process.on(event, (error: unknown) => {
      log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  }
  denyByDefault({ app, openExternal });
  // A session takes long to make, and without a window none is needed: whoever wants it first makes it.
  app.once('session-created', ({ protocol }) => {
    serveUi({ protocol, root: path.join(DIST, 'renderer'), image: images.get });
  });
  handleCalls({
    ipcMain,
    isWindow: (contentsId) => window.get()?.webContents.id === contentsId,
    handlers: createHandlers({ status, inbox, settings: service, run }),
    log: logs('ipc').error,
  });
  settings.onChange(refresh);
  powerMonitor.on('resume', () => connection.kick());
  app.on('second-instance', () => window.open());
  app.on('activate', () => window.open());
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void quit();
  });
  for (const refused of service.applyAll()) log.error(`${refused.code}: ${refused.message}`);
  backend.start();
  if (!hidden) window.open();
}
