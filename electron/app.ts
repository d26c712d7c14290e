import path from 'node:path';
import { app, clipboard, net, powerMonitor, safeStorage, session, shell, utilityProcess } from 'electron';
import type { Words } from '#app/i18n/load';
import { partsOf } from '#server/rules/decide/privacy';
import { backendEntry, createBackend, forkBackend } from './backend/backend.ts';
import { createStart } from './commands/commands.ts';
import { composeCommands } from './commands/compose-commands.ts';
import { composeDelivery } from './delivery/compose-delivery.ts';
import { composeWalk } from './delivery/compose-walk.ts';
import { createEmergencies, createResultToasts, createTrayHint, openJournal } from './delivery/delivery.ts';
import { createTranslate } from './i18n/i18n.ts';
import { composeImages } from './images/compose-images.ts';
import { pixelsOf, scaleImage } from './images/compose-scale.ts';
import { composeInbox, createRelay } from './inbox/compose-inbox.ts';
import { createPush } from './ipc/ipc.ts';
import { composeMaintenance } from './maintenance/compose-maintenance.ts';
import { createLazyNetwork } from './network/network.ts';
import { createPresent } from './present.ts';
import { composeSettings } from './settings/compose-settings.ts';
import { composeTrayHost, composeViews } from './shell/compose-views.ts';
import { composeWindow } from './shell/compose-window.ts';
import { createLifecycle, type DeepLinks } from './shell/shell.ts';
import { composeSituation } from './situation/compose-situation.ts';
import { composeSources } from './sources/sources.ts';
import { createFirstRun, createStatus } from './status/status.ts';
import { composeRegion } from './system/compose-region.ts';
import { createBusClient, sessionBusAddress, systemBusAddress } from './system/dbus/dbus.ts';
import { composeFiles } from './system/files/compose-files.ts';
import type { Log } from './system/log.ts';
import { createOpener } from './system/opener.ts';
import { createSignal } from './system/signal.ts';
import { createWatch } from './system/watch.ts';

const DIST = path.dirname(import.meta.dirname);
const IS_LINUX = process.platform === 'linux';

export type AppOptions = Readonly<{
  profile: string;
  words: Words;
  links: DeepLinks;
  logs: (room: string) => Log;
}>;

export type Parts = ReturnType<typeof buildApp>;

/**
 * Builds all parts, each from those above it. None of them calls another before `connect.ts` has subscribed them to each
 * other's changes: what was remembered, or has changed meanwhile, would find half of the app.
 */
export function buildApp({ profile, words, links, logs }: AppOptions) {
  const { env, platform } = process;
  const iconDir = path.join(DIST, 'icons');
  const region = composeRegion(words.code);
  const t = createTranslate(region.get, words);
  const { files, settings, memory } = composeFiles(profile, logs);
  const opener = createOpener({ platform, env, shell });
  const network = createLazyNetwork({
    net,
    session: () => session.fromPartition('belfry-sources'),
    log: logs('network').info,
  });
  const sessionBus = IS_LINUX
    ? createBusClient({ address: sessionBusAddress(env), log: logs('dbus') })
    : null;
  const systemBus = IS_LINUX
    ? createBusClient({ address: systemBusAddress(env), log: logs('system-bus') })
    : null;
  const { situation, pause, presenting, quiet } = composeSituation({
    memory,
    region,
    quietHours: () => settings.get().quietHours,
    sessionBus,
    systemBus,
    log: logs('situation').info,
  });
  const trayHost = composeTrayHost(sessionBus, logs('tray'));
  const watch = createWatch({
    powerMonitor,
    sessionBus,
    systemBus,
    log: logs('watch').info,
  });

  const journal = openJournal(path.join(profile, 'announced.jsonl'), logs('delivery'));
  const backend = createBackend({
    fork: () => forkBackend(utilityProcess, backendEntry(import.meta.dirname)),
    dataDir: profile,
    port: () => settings.get().port,
    log: logs('backend').info,
  });
  const inboxParts = composeInbox({ start: journal.position(), log: logs('connection').info });
  const { inbox, connection, recent, find } = inboxParts;
  const findById = (id: string) => find((item) => item.id === id);

  const window = composeWindow({
    profile,
    memory,
    icon: path.join(iconDir, 'app', '256.png'),
    title: t('app.name'),
    closeToTray: () => settings.get().closeToTray,
    zoom: () => settings.get().textSize / 100,
    trayHost,
    unread: () => inbox.state().counts.unread,
    t,
    log: logs('window'),
  });
  const push = createPush({
    contents: () => window.get()?.webContents ?? null,
    isVisible: window.isVisible,
  });
  const relay = createRelay({
    state: inbox.state,
    isVisible: window.isVisible,
    push: (payload) => push('inbox', payload),
  });

  const sourcesChanged = createSignal();
  const catchUps = createSignal<[source: string, isCatchingUp: boolean]>();
  const sources = composeSources({
    profile,
    files,
    network,
    safeStorage,
    client: connection.client,
    find: findById,
    region: region.get,
    now: () => new Date(),
    onDelta: inbox.receive,
    onCatchingUp: catchUps.emit,
    onChange: sourcesChanged.emit,
    logs,
  });
  const images = composeImages({ profile, network, scale: scaleImage, find, sources });

  const maintenance = composeMaintenance({ profile, opener, channel: settings.get().updates, logs });
  const { service, shortcuts } = composeSettings({
    store: settings,
    profile,
    name: t('app.name'),
    setUpdates: maintenance.setUpdates,
    log: logs('settings').error,
  });
  const emergencies = createEmergencies({
    find: inboxParts.findEmergencies,
    onUnknown: connection.kick,
    now: Date.now,
  });
  const firstRun = createFirstRun(memory);
  const status = createStatus({
    version: app.getVersion(),
    settings,
    connection,
    files,
    inbox,
    emergencies: emergencies.open,
    recent,
    pause,
    presenting,
    situation,
    region,
    shortcuts,
    maintenance,
    sources,
    window,
    trayHost,
    firstRun,
    env,
  });

  const lifecycle = createLifecycle({ app, links, window, trayHost });
  const run = composeCommands({
    firstRun,
    settings: { get: settings.get, patch: service.patch },
    inbox,
    window,
    pause,
    presenting,
    find: findById,
    unread: () => inboxParts.unread.get()?.items ?? [],
    opener,
    connection,
    backend,
    maintenance,
    files,
    copy: (text) => clipboard.writeText(text),
    sources,
    status,
    lifecycle,
    log: logs('commands').info,
  });
  const start = createStart({ run, open: window.open });
  const views = composeViews({ iconDir, trayHost, window: window.get, t, run: start });
  const { delivery, notifier, sight, sounds, record } = composeDelivery({
    profile,
    iconDir,
    soundDir: path.join(DIST, 'sounds'),
    bus: sessionBus,
    journal,
    settings,
    situation: situation.now,
    inFront: window.isInFront,
    sourceName: sources.name,
    images,
    pixels: pixelsOf,
    t,
    run(command, token) {
      resultToasts.ran(command);
      void start(command, token);
    },
    seen: sources.seen,
    logs,
  });
  const walk = composeWalk({
    client: connection.client,
    unread: inboxParts.unread,
    record,
    delivery,
    bus: sessionBus,
    opener,
    log: logs('delivery').info,
  });
  const resultToasts = createResultToasts({
    notifier,
    parts: ({ source }) => partsOf(source, settings.get(), situation.now().isExposed),
    t,
    now: () => new Date(),
  });
  const trayHint = createTrayHint({ notifier, memory, openWindow: window.summon, t });
  const present = createPresent({
    ...{ inbox, unread: inboxParts.unread, delivery },
    askForCatchUp: connection.kick,
    now: () => new Date(),
  });

  return {
    ...{ logs, root: path.join(DIST, 'renderer'), language: words.code },
    ...{ region, files, settings, service, shortcuts, opener, sessionBus, trayHost, watch },
    ...{ situation, pause, quiet },
    ...{ backend, inboxParts, connection, inbox, relay, present, delivery, emergencies, notifier },
    ...{ sight, trayHint, resultToasts, sounds, images, record, walk },
    ...{ sources, sourcesChanged, catchUps, maintenance, status, lifecycle, run, start, window, push, views },
  };
}
