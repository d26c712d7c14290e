import { app, dialog, ipcMain } from 'electron';
import { GLOBAL_KEYS, plain, SHORTCUT_KEYS } from '#app/rules/commands';
import type { Parts } from './app.ts';
import { portOf } from './backend/backend.ts';
import { connectIpc } from './ipc/ipc.ts';
import { watchChildProcesses } from './shell/shell.ts';
import { logUncaught } from './system/log.ts';

/**
 * How long tray and status wait after a change of the inbox, in milliseconds: updating a tray item is slow and would delay the
 * toast.
 */
const FOLLOW_AFTER = 30;

/** From the backend to the inbox, and from there to toasts, pictures, lists and counts. */
function connectInbox(parts: Parts): void {
  const {
    inbox,
    inboxParts,
    connection,
    present,
    delivery,
    emergencies,
    images,
    sources,
    status,
    window,
    relay,
  } = parts;
  delivery.stayBelow(present.waitingFrom);
  connection.feed({
    onReady: present.begin,
    onDelta: inbox.receive,
    onGap: inbox.behind,
    onRules: () => parts.push('rules', null),
    async catchUp() {
      await present.catchUp();
      await emergencies.load();
    },
  });
  connection.onChange(status.refresh);

  let isFollowing = false;
  function follow(): void {
    if (isFollowing) return;
    isFollowing = true;
    setTimeout(() => {
      isFollowing = false;
      inboxParts.fillRecent();
      status.refresh();
      sources.inboxChanged();
    }, FOLLOW_AFTER);
  }
  inboxParts.onChange((change) => {
    present.take(change);
    emergencies.take(change);
    parts.resultToasts.take(change.changed);
    relay.take(change);
    follow();
  });
  emergencies.onSound(delivery.repeat);
  emergencies.onEnd(delivery.gone);
  emergencies.onChange(follow);
  // What its user did is seen before it is answered.
  inboxParts.onActed(() => {
    if (window.isVisible()) relay.flush();
  });
  inboxParts.onDeleted(images.dropped);
}

function connectBackend({ backend, connection, settings, files, sources, status }: Parts): void {
  backend.onState((state) => {
    connection.onBackend(state);
    if (state.status !== 'ready') return;
    settings.ownPort(portOf(state.ready.url));
    files.look();
    sources.backendReady(state.ready.epoch);
  });
  backend.onStorage(status.setStorage);
  backend.onEndpoint((endpoint) => {
    if (endpoint !== null) connection.onEndpoint(endpoint);
  });
}

function connectSources(parts: Parts): void {
  const { sources, watch, files, status, push, present } = parts;
  parts.sourcesChanged.on(() => {
    push('sources', sources.state());
    files.look();
    watch.setNetworkInUse(sources.isReaching());
    status.refresh();
  });
  parts.catchUps.on(present.catchingUp);
}

function connectWindow(parts: Parts): void {
  const { window, relay, push, service, shortcuts, maintenance, status, lifecycle } = parts;
  function bringUpToDate(): void {
    relay.flush();
    push.release();
  }
  window.onBeforeShow(bringUpToDate);
  window.onVisibility(() => {
    if (window.isVisible()) {
      bringUpToDate();
      parts.views.renewBadge();
    }
    service.look();
    for (const each of Object.values(shortcuts)) each.retry();
    maintenance.look();
    followZone(parts);
    status.refresh();
  });
  window.onNavigate((navigation) => push('navigate', navigation));
  // A tray that nobody has seen yet is no place to point to.
  window.onClosedToTray(() => {
    if (parts.trayHost.get() === 'present') void parts.trayHint.windowClosed();
  });
  window.onQuit(() => void lifecycle.quit());
  connectIpc({
    ...{
      app,
      ipcMain,
      window,
      transport: parts.inboxParts.transport,
      rules: () => parts.connection.client().rules,
      sources: parts.sources,
      sight: parts.sight,
      run: parts.run,
      sounds: parts.sounds,
      record: parts.record,
      walk: parts.walk,
      dialog,
      logs: parts.logs,
    },
    ...{ root: parts.root, language: parts.language, image: parts.images.get, opener: parts.opener },
    ...{ status: status.get, settings: service },
  });
}

/** While a time is on the screen (the tray says until when Belfry is paused), and while quiet hours follow the zone. */
function followZone({ region, window, pause, settings }: Parts): void {
  const { on, zone } = settings.get().quietHours;
  region.watchZone(window.isVisible() || pause.until() !== null || (on && zone === ''));
}

/** What this computer says: a panel, sleep, the clock, its keys, its files. */
function connectSystem(parts: Parts): void {
  const { region, settings, files, situation, pause, quiet, shortcuts, maintenance, trayHost, watch } = parts;
  const { connection, sources, delivery, status, views, start } = parts;
  const { refresh } = status;
  region.onChange(() => {
    quiet.look();
    refresh();
  });
  settings.onChange(() => {
    quiet.look();
    followZone(parts);
    delivery.look();
    parts.window.rescale();
    refresh();
  });
  files.onChange(refresh);
  maintenance.onChange(refresh);
  for (const each of Object.values(shortcuts)) each.onChange(refresh);
  for (const key of SHORTCUT_KEYS) shortcuts[key].onPress(() => start(plain(GLOBAL_KEYS[key])));
  pause.onChange(() => {
    followZone(parts);
  });
  situation.onChange(() => {
    delivery.look();
    refresh();
  });
  trayHost.onChange((host) => {
    if (host === 'present') views.renewTray();
    refresh();
  });
  watch.onKick(() => {
    parts.backend.clockChanged();
    connection.kick();
    sources.kick();
    for (const each of Object.values(shortcuts)) each.retry();
    region.look();
    quiet.look();
    parts.emergencies.look();
  });
}

/** Once, when the app ends: first what asks others, last what they answer over. */
async function stopApp(parts: Parts): Promise<void> {
  const { delivery, notifier, trayHost, views, sessionBus, backend } = parts;
  parts.status.dispose();
  parts.window.release();
  for (const part of [
    ...Object.values(parts.shortcuts),
    parts.region,
    parts.situation,
    parts.maintenance,
    parts.watch,
  ])
    part.dispose();
  parts.emergencies.dispose();
  await parts.sources.dispose();
  parts.connection.dispose();
  parts.present.dispose();
  async function leaveDesktop(): Promise<void> {
    delivery.dispose();
    parts.trayHint.dispose();
    parts.sounds.dispose();
    parts.record.dispose();
    trayHost.dispose();
    views.dispose();
    await notifier.dispose();
    sessionBus?.dispose();
  }
  await Promise.all([leaveDesktop(), backend.stop()]);
}

/** Subscribes the parts to each other's changes, and starts the app. */
export function connectApp(parts: Parts, { hidden }: Readonly<{ hidden: boolean }>): void {
  const { status, lifecycle, maintenance, window } = parts;
  const log = parts.logs('app');
  logUncaught(log);
  status.onChange((now, more) => {
    parts.views.set(now, more);
    parts.push('status', now);
  });
  connectInbox(parts);
  connectBackend(parts);
  connectSources(parts);
  connectWindow(parts);
  connectSystem(parts);
  lifecycle.onStop(() => stopApp(parts));
  watchChildProcesses({
    app,
    program: process,
    reconnect: parts.sources.kick,
    restart: (args) => void lifecycle.quit(() => maintenance.restart(args)),
    log,
  });

  parts.files.look();
  followZone(parts);
  parts.quiet.look();
  for (const { code } of parts.service.applyAll()) log.error(`a setting does not work: ${code}`);
  lifecycle.listen(parts.start);
  parts.backend.start();
  if (!hidden) window.open();
}
