/** A desktop for measuring: a panel, a notification daemon that draws nothing, and a clock on what arrives at the bus. */
import { type Desktop, startDesktop } from '../../../build/desktop.ts';
import { monitorCalls } from '../../support/bus.ts';
import { startNotificationDaemon } from '../../support/notification-daemon.ts';
import { startTrayWatcher, type Tray } from '../../support/tray-watcher.ts';
import { openScreen, type Screen } from './screen.ts';

export interface Stage {
  readonly desktop: Desktop;
  readonly tray: Tray;
  readonly screen: Screen;
  /** When the next tray item registers with the panel, as `performance.now()`. */
  untilRegistered(): Promise<number>;
  /** When the next toast with this title is asked for, as `performance.now()`. */
  untilNotified(title: string): Promise<number>;
  /** Titles of all toasts so far; one that takes the place of another counts again. */
  toasts(): readonly string[];
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;
/** Of Notify's parameters. */
const TITLE = 3;

type Waiting = { key: string; resolve: (at: number) => void };

export async function startStage(): Promise<Stage> {
  const desktop = await startDesktop({ notifications: false });
  const address = desktop.env.DBUS_SESSION_BUS_ADDRESS;
  const tray = await startTrayWatcher(address);
  const daemon = await startNotificationDaemon(address);
  const screen = openScreen(desktop);
  const waiting = new Set<Waiting>();

  function arrived(key: string): void {
    const at = performance.now();
    for (const one of waiting) if (one.key === key) one.resolve(at);
  }
  function next(key: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        waiting.delete(one);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(`timed out waiting for ${key}`));
      }, PATIENCE_MS);
      const one: Waiting = {
        key,
        resolve(at) {
          settle();
          resolve(at);
        },
      };
      waiting.add(one);
    });
  }

  const ends = [
    await monitorCalls(address, 'org.freedesktop.Notifications', ({ member, body }) => {
      if (member === 'Notify') arrived(`the toast ${body[TITLE]}`);
    }),
    await monitorCalls(address, 'org.kde.StatusNotifierWatcher', ({ member }) => {
      if (member === 'RegisterStatusNotifierItem') arrived('a tray item');
    }),
  ];
  return {
    desktop,
    tray,
    screen,
    untilRegistered: () => next('a tray item'),
    untilNotified: (title) => next(`the toast ${title}`),
    toasts: () => daemon.notified().map(({ title }) => title),
    async stop() {
      for (const end of ends) end();
      screen.close();
      await tray.stop();
      await daemon.stop();
      await desktop.stop();
    },
  };
}
