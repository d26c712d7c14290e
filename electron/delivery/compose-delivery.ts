import path from 'node:path';
import { shell, Notification as Toast } from 'electron';
import type { Command } from '#app/rules/commands';
import type { Situation } from '#server/rules/decide/situation';
import type { Translate } from '../i18n/i18n.ts';
import type { ImageCache } from '../images/images.ts';
import { unpacked } from '../maintenance/maintenance.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { BusClient } from '../system/dbus/dbus.ts';
import type { Log } from '../system/log.ts';
import {
  createDbusNotifier,
  createDecisionLog,
  createDelivery,
  createElectronNotifier,
  createPlayer,
  createRecord,
  createSight,
  createSounds,
  type DecisionRecord,
  type Delivery,
  type Journal,
  type Looks,
  type NativeSystem,
  type Notifier,
  openToastIds,
  type Sight,
  type Sounds,
} from './delivery.ts';

/** What Electron's own toasts can do here. Since version 42 Windows has fields for answers too. */
function nativeSystem(): NativeSystem {
  const added: Partial<Pick<typeof Toast, 'handleActivation' | 'removeAll'>> = Toast;
  const onActivation = added.handleActivation?.bind(Toast) ?? null;
  return {
    create: (options) => new Toast(options),
    isSupported: () => Toast.isSupported(),
    hasFields: process.platform === 'darwin' || onActivation !== null,
    onActivation,
    removeAll: process.platform === 'darwin' ? (added.removeAll?.bind(Toast) ?? null) : null,
  };
}

/** Toasts, with what each needs of this operating system. */
export function composeDelivery(deps: {
  profile: string;
  iconDir: string;
  /** Folder of Belfry's own sounds. */
  soundDir: string;
  /** null: not on Linux. */
  bus: BusClient | null;
  journal: Journal;
  settings: Pick<SettingsStore, 'get'>;
  situation: () => Situation;
  /** Whether the window is visible and has the focus. */
  inFront: () => boolean;
  /** The name of a source; null: it has none. */
  sourceName: (id: string) => string | null;
  images: ImageCache;
  pixels: Looks['pixels'];
  t: Translate;
  run: (command: Command, token?: string) => void;
  /** They were on a screen. */
  seen: (ids: readonly string[]) => void;
  logs: (room: string) => Log;
}): Readonly<{
  delivery: Delivery;
  notifier: Notifier;
  sight: Sight;
  sounds: Sounds;
  record: DecisionRecord;
}> {
  const { bus, t, logs } = deps;
  const iconOf = (side: number): string => unpacked(path.join(deps.iconDir, 'app', `${side}.png`));
  const icons = { large: iconOf(256), small: iconOf(64) };
  const log = logs('toasts');
  const sounds = createSounds({
    settings: deps.settings.get,
    folder: unpacked(deps.soundDir),
    player: createPlayer({ platform: process.platform, env: process.env, log: logs('sounds') }),
    beep: bus === null ? () => shell.beep() : null,
  });
  const record = createRecord({ profile: deps.profile, now: () => new Date(), log: logs('decisions') });
  const notifier =
    bus === null
      ? createElectronNotifier({
          system: nativeSystem(),
          icon: icons.large,
          sounds,
          log,
        })
      : createDbusNotifier({
          bus,
          looks: {
            appName: t('app.name'),
            icons,
            desktopEntry: 'belfry',
            openLabel: t('command.inbox.open.title'),
            pixels: deps.pixels,
          },
          sounds,
          file: openToastIds(path.join(deps.profile, 'toasts.json'), log),
          log,
        });
  const logDecision = createDecisionLog(logs('delivery'));
  const sight = createSight({ inFront: deps.inFront, elapsed: () => performance.now() });
  const delivery = createDelivery({
    notifier,
    journal: deps.journal,
    settings: deps.settings.get,
    situation: deps.situation,
    sight,
    sourceName: deps.sourceName,
    images: deps.images,
    run: deps.run,
    seen: deps.seen,
    report(items, entry) {
      const all = [...items];
      logDecision(all, entry);
      record.report(all, entry);
    },
    t,
    now: () => new Date(),
    elapsed: () => performance.now(),
    log: logs('delivery'),
  });
  return { delivery, notifier, sight, sounds, record };
}
