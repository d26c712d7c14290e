import type { BusClient, BusReply } from '../../system/dbus/dbus.ts';

export const NAME = 'org.freedesktop.Notifications';
export const SERVICE = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };

/** How a daemon differs from what the specification says, or from what nearly all do. */
export type Quirks = Readonly<{
  /** Characters in a line, where the daemon breaks none itself; null: it does. */
  columns: Readonly<{ title: number | null; body: number | null }>;
  /** It draws pictures as large as they are. */
  drawsFullSize: boolean;
  /** The hint for a picture: `image_data` carries its pixels, and counts only where no icon is named. */
  picture: 'image-path' | 'image_path' | 'image_data';
  /** A toast on the screen stays there when it is closed. */
  keepsClosed: boolean;
}>;

const NONE: Quirks = {
  columns: { title: null, body: null },
  drawsFullSize: false,
  picture: 'image-path',
  keepsClosed: false,
};

/** By vendor and name, as GetServerInformation answers them. Each was seen on Debian 12. */
const QUIRKS: ReadonlyMap<string, Partial<Quirks>> = new Map([
  // The window becomes as wide as the title (only the body has a bound), and then begins off the screen.
  ['MATE/Notification Daemon', { columns: { title: 44, body: null } }],
  // “FIXME: withdraw currently showing bubbles” (src/nd-queue.c). It shows one at a time, so a dead one hides all later ones.
  ['GNOME/Notification Daemon', { keepsClosed: true }],
  // Up to 1.2 it looks for the file under the name of the specification's version 1.1 only, and draws nothing where both are given.
  ['lxqt.org/lxqt-notificationd', { picture: 'image_path' }],
  // Knows the hints of versions 1.0 and 1.1, scales no picture, and sets no width to a line but the screen's.
  ['awesome/naughty', { columns: { title: 60, body: 60 }, drawsFullSize: true, picture: 'image_data' }],
]);

/** What nearly every daemon can do; believed of one that does not answer. */
const USUAL: ReadonlySet<string> = new Set(['body', 'body-markup', 'actions']);

export type Daemon = Readonly<{ can: ReadonlySet<string>; quirks: Quirks }>;

export interface DaemonInfo {
  /** As far as the daemon answers: within the time of a call, or later. */
  get(): Promise<Daemon>;
  /** Another daemon may be there from now on. */
  forget(): void;
}

/**
 * What the notification daemon of the moment is and can do.
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
      return { can: about.can ?? USUAL, quirks: about.quirks ?? NONE };
    },
    forget() {
      known = {};
    },
  };
}
