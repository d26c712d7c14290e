import type { App, IpcMain } from 'electron';
import type { Log } from '../log.ts';
import { denyByDefault } from '../security.ts';
import { serveWindow } from '../ui-scheme.ts';
import type { MainWindow } from '../window.ts';
import { handleCalls } from './handle.ts';
import { createHandlers } from './handlers.ts';

type Deps = Omit<Parameters<typeof createHandlers>[0], 'inFront'> &
  Pick<Parameters<typeof denyByDefault>[0], 'opener'> &
  Pick<Parameters<typeof serveWindow>[0], 'root' | 'language' | 'image'> & {
    readonly app: Pick<App, 'on'>;
    readonly ipcMain: Pick<IpcMain, 'handle'>;
    readonly window: Pick<MainWindow, 'get' | 'isInFront'>;
    readonly logs: (room: string) => Log;
  };

/** What the window's page may load, where it may lead, and what it may ask for. */
export function wireIpc(deps: Deps): void {
  const { app, ipcMain, window, logs } = deps;
  denyByDefault({ app, opener: deps.opener, log: logs('app') });
  serveWindow({ app, root: deps.root, language: deps.language, image: deps.image });
  handleCalls({
    ipcMain,
    isWindow: (contentsId) => window.get()?.webContents.id === contentsId,
    handlers: createHandlers({ ...deps, inFront: window.isInFront }),
    log: logs('ipc').error,
  });
}
