/** Notification daemons of other desktops, as Debian 12 has them. */
import fs from 'node:fs';
import path from 'node:path';
import { type Desktop, untilOwned } from '../../build/desktop.ts';
import type { Box, Point } from './look.ts';

export type DaemonProgram = Readonly<{
  name: string;
  program: string;
  /** It manages windows as well. */
  windowManager: boolean;
  /** Name and vendor, as it says them. */
  server: readonly [string, string];
  /** What it says that it can. */
  can: readonly string[];
  /** Where a click on a toast with an ordinary title opens it, and where it marks read. */
  at: Readonly<{ open: (toast: Box) => Point; read: (toast: Box) => Point }>;
  /** Rows at the top of the screen that are its own, with a clock, in pixels. */
  bar: number;
}>;

const text = ({ left, top }: Box): Point => ({ x: left + 130, y: top + 28 });
/** From the lower right corner. */
const fromCorner =
  (across: number, up: number) =>
  ({ right, bottom }: Box): Point => ({ x: right - across, y: bottom - up });

export const DAEMONS: readonly DaemonProgram[] = [
  {
    name: 'xfce4-notifyd',
    program: '/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd',
    windowManager: false,
    server: ['Xfce Notify Daemon', 'Xfce'],
    can: ['actions', 'body', 'body-markup', 'icon-static'],
    // A click beside its buttons dismisses.
    at: {
      open: ({ left, bottom }) => ({ x: left + 78, y: bottom - 30 }),
      read: ({ left, bottom }) => ({ x: left + 215, y: bottom - 30 }),
    },
    bar: 0,
  },
  {
    name: 'mate-notification-daemon',
    program: '/usr/lib/mate-notification-daemon/mate-notification-daemon',
    windowManager: false,
    server: ['Notification Daemon', 'MATE'],
    can: ['actions', 'body', 'body-markup', 'icon-static', 'sound'],
    at: { open: text, read: fromCorner(79, 26) },
    bar: 0,
  },
  {
    name: 'lxqt-notificationd',
    program: '/usr/bin/lxqt-notificationd',
    windowManager: false,
    server: ['lxqt-notificationd', 'lxqt.org'],
    can: ['actions', 'body', 'body-markup', 'persistence'],
    at: { open: text, read: fromCorner(98, 38) },
    bar: 0,
  },
  {
    name: 'notification-daemon',
    program: '/usr/lib/notification-daemon/notification-daemon',
    windowManager: false,
    server: ['Notification Daemon', 'GNOME'],
    can: ['actions', 'body', 'body-markup', 'icon-static', 'persistence', 'sound'],
    at: { open: text, read: fromCorner(88, 37) },
    bar: 0,
  },
  {
    name: 'awesome',
    program: '/usr/bin/awesome',
    windowManager: true,
    server: ['naughty', 'awesome'],
    can: ['actions', 'body', 'body-markup', 'icon-static'],
    at: {
      open: ({ left, top }) => ({ x: left + 40, y: top + 30 }),
      read: ({ left, bottom }) => ({ x: left + 48, y: bottom - 13 }),
    },
    bar: 24,
  },
];

/** Starts it with a separate home folder, and resolves when it can be called. */
export async function startDaemon(desktop: Desktop, { program, name }: DaemonProgram): Promise<void> {
  const home = path.join(desktop.runtimeDir, 'home');
  fs.mkdirSync(home);
  const child = desktop.start(program, [], {
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
  });
  await untilOwned(desktop.env, 'org.freedesktop.Notifications', child).catch((error) => {
    throw new Error(`${name} did not start`, { cause: error });
  });
}
