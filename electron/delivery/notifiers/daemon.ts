import type { BusClient, BusReply } from '../../system/dbus/dbus.ts';
import { MOST_BUTTONS } from './toast-actions.ts';

export const NAME = 'org.freedesktop.Notifications';
export const SERVICE = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };

/** How a daemon differs from the specification, or from nearly all others. */
export type Quirks = Readonly<{
  /** Characters in a line, for a daemon that does not break lines; null: it breaks them. */
  columns: Readonly<{ title: number | null; body: number | null }>;
  /** It does not scale pictures. */
  drawsFullSize: boolean;
  /** The hint for a picture. `image_data` carries its pixels, and counts only if no icon is named. */
  picture: 'image-path' | 'image_path' | 'image_data';
  /** `CloseNotification` leaves the toast on the screen. */
  ignoresClose: boolean;
  /** So many buttons at most, besides that of the toast itself. */
  mostButtons: number;
}>;

const NONE: Quirks = {
  columns: { title: null, body: null },
  drawsFullSize: false,
  picture: 'image-path',
  ignoresClose: false,
  mostButtons: MOST_BUTTONS,
};

/** By vendor and name, as GetServerInformation answers them. Each was observed on Debian 12. */
const QUIRKS: ReadonlyMap<string, Partial<Quirks>> = new Map([
  // The window becomes as wide as the title (only the body is bounded), and then starts off the screen.
  ['MATE/Notification Daemon', { columns: { title: 44, body: null } }],
  // “FIXME: withdraw currently showing bubbles” (src/nd-queue.c). It shows one toast at a time, so a dead one hides all later ones.
  ['GNOME/Notification Daemon', { ignoresClose: true }],
  // Up to version 1.2 it reads the hint by its name in version 1.1 of the specification, and draws nothing if both names are given.
  // The toast's own action is a button, too. Three share its 190 pixels, which cuts their labels, and of four it makes a list to choose from.
  ['lxqt.org/lxqt-notificationd', { picture: 'image_path', mostButtons: 1 }],
  // It reads the hints of versions 1.0 and 1.1, does not scale pictures, and lets a line become as wide as the screen.
  ['awesome/naughty', { columns: { title: 60, body: 60 }, drawsFullSize: true, picture: 'image_data' }],
]);

/** What nearly every daemon can do; assumed of one that does not answer. */
const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set(['body', 'body-markup', 'actions']);

export type Daemon = Readonly<{ can: ReadonlySet<string>; quirks: Quirks }>;

export interface DaemonInfo {
  /** What the daemon has answered; waits as long as a call may take. */
  get(): Promise<Daemon>;
  /** Another daemon may answer from now on. */
  forget(): void;
}

/**
 * Which notification daemon runs, and what it can do.
 * https://specifications.freedesktop.org/notification-spec/latest/protocol.html
 */
export function createDaemonInfo(bus: Pick<BusClient, 'call'>): DaemonInfo {
  let known: { can?: ReadonlySet<string>; quirks?: Quirks } = {};

  const ask = (member: string, learn: (reply: BusReply) => void): Promise<void> =>
    bus.call({ ...SERVICE, member }, learn).then(learn, () => {});

  return {
    async get() {
      const about = known;
      await Promise.all([
        about.can ??
          ask('GetCapabilities', ({ body: [can] }) => {
            if (Array.isArray(can)) about.can = new Set(can.map(String));
          }),
        about.quirks ??
          ask('GetServerInformation', ({ body: [name, vendor] }) => {
            about.quirks = { ...NONE, ...QUIRKS.get(`${vendor}/${name}`) };
          }),
      ]);
      return { can: about.can ?? DEFAULT_CAPABILITIES, quirks: about.quirks ?? NONE };
    },
    forget() {
      known = {};
    },
  };
}
