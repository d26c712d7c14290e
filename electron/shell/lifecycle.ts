import type { App } from 'electron';
import { type Command, plain, VERBS, type Verb } from '#app/rules/commands';
import { type DeepLinks, hasEnrolLink } from './deep-links.ts';
import type { TrayHostState } from './tray/tray.ts';
import type { MainWindow } from './window.ts';

/** A panel may start after Belfry at login, or restart; a hidden window stays hidden this long, in milliseconds. */
const TRAY_PATIENCE = 10_000;

export interface Lifecycle {
  /** Stops all parts, once, and then leaves. */
  quit(leave?: () => void): Promise<void>;
  /** What has to end before the app does. */
  onStop(stop: () => Promise<void>): void;
  /** Answers the system's requests from now on. @param run does what a second start asks for */
  listen(run: (command: Command) => unknown): void;
}

/** What `main.ts` sends when it asks for the single-instance lock. */
export type SecondStart = Readonly<{ hidden: boolean; verb: Verb | null }>;

/** As it came from the other process. */
function readSecondStart(asked: unknown): SecondStart {
  const { hidden, verb } = Object(asked) as { hidden?: unknown; verb?: unknown };
  const known = typeof verb === 'string' && Object.hasOwn(VERBS, verb) ? (verb as Verb) : null;
  return { hidden: hidden === true, verb: known };
}

/** What opens the window, and what ends the app. */
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

  /** Without a tray its user could not reach a hidden window. */
  function onTrayHost(): void {
    if (trayHost.get() !== 'absent') return;
    setTimeout(() => {
      const stranded = trayHost.get() === 'absent' && !window.isOpen();
      if (stranded && !quitting) window.open();
    }, TRAY_PATIENCE);
  }

  function listen(run: (command: Command) => unknown): void {
    deps.links.onEnrol((enroll) => window.open({ page: 'sources', enroll }));
    app.on('second-instance', (_event, argv, _folder, asked) => {
      const { hidden, verb } = readSecondStart(asked);
      if (verb !== null) run(plain(VERBS[verb]));
      // A link opens its own page: showing what is unread would take its user away from there.
      else if (!hidden && !hasEnrolLink(argv)) window.summon();
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
