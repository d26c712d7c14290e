import type { App } from 'electron';
import { type DeepLinks, hasEnrolLink } from './deep-links.ts';
import type { TrayHostState } from './tray/tray.ts';
import type { MainWindow } from './window.ts';

/** A panel may come after us at login, or restart; a hidden window is left alone so long. In milliseconds. */
const TRAY_PATIENCE = 10_000;

export interface Lifecycle {
  /** Stops all rooms, once, and then leaves. */
  quit(leave?: () => void): Promise<void>;
  /** What must end before the app does. */
  onStop(stop: () => Promise<void>): void;
  /** From now on the system's requests are answered. */
  listen(): void;
}

/** What main.ts sends with the question whether it is the first. */
const isHidden = (asked: unknown): boolean =>
  typeof asked === 'object' && asked !== null && 'hidden' in asked && asked.hidden === true;

/** What brings the window up, and what ends the app. */
export function createLifecycle(deps: {
  app: Pick<App, 'on' | 'exit'>;
  links: Pick<DeepLinks, 'onEnrol'>;
  window: Pick<MainWindow, 'open' | 'summon' | 'isOpen'>;
  trayHost: Pick<TrayHostState, 'get' | 'onChange'>;
}): Lifecycle {
  const { app, window, trayHost } = deps;
  let stop = async (): Promise<void> => {};
  let quitting = false;
  let stopped = false;

  async function quit(leave = (): void => app.exit(0)): Promise<void> {
    if (quitting) return;
    quitting = true;
    await stop();
    stopped = true;
    leave();
  }

  /** Without a tray a hidden window could not be reached any more. */
  function onTrayHost(): void {
    if (trayHost.get() !== 'absent') return;
    setTimeout(() => {
      const stranded = trayHost.get() === 'absent' && !window.isOpen();
      if (stranded && !quitting) window.open();
    }, TRAY_PATIENCE);
  }

  function listen(): void {
    deps.links.onEnrol((enroll) => window.open({ page: 'sources', enroll }));
    app.on('second-instance', (_event, argv, _folder, asked) => {
      // A link has its own place in the window: to be shown what is unread would take its user away from it.
      if (!isHidden(asked) && !hasEnrolLink(argv)) window.summon();
    });
    app.on('activate', () => window.summon());
    // The default is to quit.
    app.on('window-all-closed', () => {});
    app.on('before-quit', (event) => {
      if (stopped) return;
      event.preventDefault();
      void quit();
    });

    trayHost.onChange(onTrayHost);
  }

  return {
    quit,
    onStop(next) {
      stop = next;
    },
    listen,
  };
}
