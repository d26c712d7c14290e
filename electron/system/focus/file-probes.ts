import fs from 'node:fs';
import path from 'node:path';
import type { Ports, Probe } from './probe.ts';

/** A key of GSettings, where it lies in dconf, and which value holds notifications back. */
type GsettingsKey = Readonly<{ schema: string; path: string; key: string; on: 'true' | 'false' }>;

const DCONF = { sender: 'ca.desrt.dconf', interface: 'ca.desrt.dconf.Writer', member: 'Notify' };

/**
 * dconf is a mapped file, so its values are read by GSettings' own program; the bus only says what has changed.
 * https://gitlab.gnome.org/GNOME/dconf/-/blob/main/service/ca.desrt.dconf.xml
 */
const gsettingsProbe =
  ({ schema, path: folder, key, on }: GsettingsKey) =>
  ({ bus, run }: Ports): Probe => ({
    ask: async () => (await run('gsettings', ['get', schema, key])).trim() === on,
    watch: (changed) =>
      bus.onSignal(DCONF, ({ body: [prefix, names] }) => {
        const places = Array.isArray(names) ? names.map((name) => `${prefix}${name}`) : [];
        // A place that ends in a slash stands for all that lies below.
        const isOurs = (place: string): boolean =>
          place === `${folder}${key}` || (place.endsWith('/') && folder.startsWith(place));
        if (places.some(isOurs)) changed();
      }),
  });

export const gnomeProbe = gsettingsProbe({
  schema: 'org.gnome.desktop.notifications',
  path: '/org/gnome/desktop/notifications/',
  key: 'show-banners',
  on: 'false',
});
export const cinnamonProbe = gsettingsProbe({
  schema: 'org.cinnamon.desktop.notifications',
  path: '/org/cinnamon/desktop/notifications/',
  key: 'display-notifications',
  on: 'false',
});
export const mateProbe = gsettingsProbe({
  schema: 'org.mate.NotificationDaemon',
  path: '/org/mate/notification-daemon/',
  key: 'do-not-disturb',
  on: 'true',
});

/** LXQt has a file, which it replaces with each change. */
export const lxqtProbe = ({ configHome }: Ports): Probe => {
  const folder = path.join(configHome, 'lxqt');
  return {
    async ask() {
      const file = path.join(folder, 'notifications.conf');
      return /^doNotDisturb=true$/m.test(await fs.promises.readFile(file, 'utf8'));
    },
    watch(changed) {
      try {
        const watcher = fs.watch(folder, changed);
        // The folder may go.
        watcher.on('error', () => {});
        return () => watcher.close();
      } catch {
        // Without the folder there is no such setting.
        return () => {};
      }
    },
  };
};
