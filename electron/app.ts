import os from 'node:os';
import path from 'node:path';
import {
  app,
  clipboard,
  ipcMain,
  net,
  powerMonitor,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { backendEntry, createBackend, forkBackend } from './backend/backend.ts';
import { watchChildProcesses } from './child-processes.ts';
import { createStart } from './commands/commands.ts';
import { wireCommands } from './commands-wire.ts';
import type { DeepLinks } from './deep-links.ts';
import { createDesktopViews } from './desktop-views.ts';
import { elapsed } from './elapsed.ts';
import { wireFiles } from './files-wire.ts';
import { createTranslate } from './i18n/i18n.ts';
import { scaleImage } from './image-scale.ts';
import { wireImages } from './images-wire.ts';
import { wireInbox } from './inbox/wire.ts';
import { wireIpc } from './ipc/ipc.ts';
import { createPush } from './ipc/push.ts';
import { createLifecycle } from './lifecycle.ts';
import { type Log, logUncaught } from './log.ts';
import { createLazyNetwork } from './network/lazy.ts';
import { createOpener } from './opener.ts';
import { portOf } from './own-port.ts';
import { createPause } from './pause.ts';
import { wireRegion } from './region-wire.ts';
import { wireSettings } from './settings-wire.ts';
import { wireSources } from './sources/wire.ts';
import { createStatus } from './status.ts';
import { createSystemBus } from './system-bus.ts';
import { createUpkeep } from './upkeep.ts';
import { createWatch } from './watch.ts';
import { wireWindow } from './window-wire.ts';

const DIST = path.dirname(import.meta.dirname);

type AppOptions = Readonly<{
  profile: string;
  hidden: boolean;
  links: DeepLinks;
  logs: (room: string) => Log;
}>;

/** Builds the rooms and wires them. */
export function createApp({ profile, hidden, links, logs }: AppOptions): void {
  const log = logs('app');
  const region = wireRegion(() => refresh());
  const t = createTranslate(region.get);
  const { files, settings, memory } = wireFiles(profile, logs);
  const icons = path.join(DIST, 'icons');
  const opener = createOpener({ platform: process.platform, env: process.env, shell });
  const push = createPush({
    contents: () => window.get()?.webContents ?? null,
    isVisible: () => window.isVisible(),
  });
  const bringLevel = (): void => {
    inbox.flush();
    push.release();
  };
  const start = createStart({ run: (command) => run(command), open: (place) => window.open(place) });
  const refresh = (): void => status.refresh();
  // The tray says until when it is paused.
  const watchZone = (): void => region.setShown(window.isVisible() || pause.until() !== null);

  const pause = createPause({ memory, now: region.now, elapsed });
  const network = createLazyNetwork({
    net,
    session: () => session.fromPartition('belfry-sources'),
    log: logs('network').info,
  });
  const images = wireImages({
    profile,
    network,
    scale: scaleImage,
    find: (wanted) => find(wanted),
    sources: () => sources,
  });
  const views = createDesktopViews({
    profile,
    iconDir: icons,
    settings,
    pause: () => pause,
    images,
    window: () => window.get(),
    waitingFrom: () => present.waitingFrom(),
    t,
    run: start,
    seen: (ids) => sources.seen(ids),
    logs,
    onTrayHost() {
      refresh();
      lifecycle.trayHostChanged();
    },
  });
  const { inbox, search, find, present, connection } = wireInbox({
    delivery: views.delivery,
    push,
    isWindowVisible: () => window.isVisible(),
    refresh,
    onChange: () => sources.inboxChanged(),
    onDeleted: images.dropped,
    log: logs('connection').info,
  });
  const backend = createBackend({
    fork: () => forkBackend(utilityProcess, backendEntry(import.meta.dirname)),
    dataDir: profile,
    port: () => settings.get().port,
    onState(state) {
      connection.onBackend(state);
      if (state.status !== 'ready') return;
      settings.ownPort(portOf(state.ready.url));
      files.look();
      sources.backendReady(state.ready.epoch);
    },
    onStorage: (trouble) => status.onStorage(trouble),
    log: logs('backend').info,
  });
  const window = wireWindow({
    profile,
    memory,
    icon: path.join(icons, 'app', '256.png'),
    title: t('app.name'),
    closeToTray: () => settings.get().closeToTray,
    trayHost: views.trayHost,
    unread: () => inbox.state().counts.unread,
    beforeShow: bringLevel,
    onVisibility() {
      if (window.isVisible()) bringLevel();
      service.look();
      shortcuts.retry();
      upkeep.look();
      watchZone();
      refresh();
    },
    quit: () => void lifecycle.quit(),
    navigate: (navigation) => push('navigate', navigation),
    t,
    log: logs('window'),
  });
  const upkeep = createUpkeep({
    profile,
    opener,
    channel: settings.get().updates,
    status: () => status.get(),
    backend: () => connection.ready()?.url ?? null,
    onChange: refresh,
    logs,
  });
  const findById = (id: string) => find((item) => item.id === id);
  const run = wireCommands({
    inbox,
    window,
    pause,
    find: findById,
    opener,
    connection,
    backend,
    upkeep,
    files,
    copy: (text) => clipboard.writeText(text),
    sources: () => sources,
    status: () => status,
    quit: (leave) => lifecycle.quit(leave),
    log: logs('commands').info,
  });
  const sources = wireSources({
    profile,
    files,
    network,
    safeStorage,
    client: connection.client,
    find: findById,
    region: region.get,
    onDelta: inbox.receive,
    onCatchingUp: present.catchingUp,
    onChange() {
      push('sources', sources.state());
      files.look();
      watch.setReaching(sources.isReaching());
      refresh();
    },
    logs,
  });
  const { service, shortcuts } = wireSettings({
    store: settings,
    profile,
    name: t('app.name'),
    onShortcut: () => start({ id: 'window.toggle', args: {} }),
    onShortcutTrouble: refresh,
    setUpdates: upkeep.setUpdates,
    log: logs('settings').error,
  });
  const status = createStatus({
    version: app.getVersion(),
    settings,
    connection,
    files,
    inbox,
    pause,
    region,
    shortcuts,
    upkeep,
    sources,
    window,
    views,
    push,
  });

  logUncaught(log);
  wireIpc({
    app,
    ipcMain,
    root: path.join(DIST, 'renderer'),
    image: images.get,
    opener,
    window,
    status: status.get,
    inbox,
    settings: service,
    sources,
    search,
    run,
    logs,
  });
  settings.onChange(refresh);
  pause.onChange(() => {
    watchZone();
    if (pause.until() === null) views.delivery.resume();
    refresh();
  });
  files.onChange(refresh);
  const watch = createWatch({
    powerMonitor,
    sessionBus: views.bus,
    systemBus: createSystemBus({ platform: process.platform, env: process.env, log: logs('system-bus') }),
    interfaces: () => os.networkInterfaces(),
    onKick() {
      connection.kick();
      sources.kick();
      shortcuts.retry();
      region.look();
    },
    log: logs('watch').info,
  });
  const lifecycle = createLifecycle({
    app,
    links,
    window,
    trayHost: views.trayHost,
    async stop() {
      status.dispose();
      window.release();
      shortcuts.dispose();
      region.dispose();
      pause.dispose();
      upkeep.dispose();
      watch.dispose();
      await sources.dispose();
      connection.dispose();
      present.dispose();
      await Promise.all([views.dispose(), backend.stop()]);
    },
  });

  files.look();
  watchZone();
  watchChildProcesses({
    app,
    program: process,
    reconnect: () => sources.kick(),
    restart: (args) => void lifecycle.quit(() => upkeep.restart(args)),
    log,
  });
  for (const { code } of service.applyAll()) log.error(`a setting does not work: ${code}`);
  backend.start();
  if (!hidden) window.open();
}
