import type { App } from 'electron';
import type { AppStatus } from '#app/state';
import { type DeepLinks, hasEnrolLink } from './deep-links.ts';
import type { MainWindow } from './window.ts';

/** A panel may come after us at login, or restart; a hidden window is left alone so long. In milliseconds. */
const TRAY_PATIENCE = 10_000;

export interface Lifecycle {
  /** Stops all rooms, once, and then leaves. */
  quit(leave?: () => void): Promise<void>;
  /** A panel has come or gone. */
  trayHostChanged(): void;
}

/** What main.ts sends with the question whether it is the first. */
const isHidden = (asked: unknown): boolean =>
  typeof asked === 'object' && asked !== null && 'hidden' in asked && asked.hidden === true;

/** What brings the window up, and what ends the app. */
export function createLifecycle(deps: {
  app: Pick<App, 'on' | 'exit'>;
  links: Pick<DeepLinks, 'onEnrol'>;
  window: Pick<MainWindow, 'open' | 'summon' | 'isOpen'>;
  trayHost: () => AppStatus['tray'];
  stop: () => Promise<void>;
}): Lifecycle {
  const { app, window } = deps;
  let quitting = false;
  let stopped = false;

  async function quit(leave = (): void => app.exit(0)): Promise<void> {
    if (quitting) return;
    quitting = true;
    await deps.stop();
    stopped = true;
    leave();
  }

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

  return {
    quit,
    trayHostChanged() {
      if (deps.trayHost() !== 'absent') return;
      // Without a tray a hidden window could not be reached any more.
      setTimeout(() => {
        const stranded = deps.trayHost() === 'absent' && !window.isOpen();
        if (stranded && !quitting) window.open();
      }, TRAY_PATIENCE);
    },
  };
}
