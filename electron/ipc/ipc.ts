import type { App, Dialog, IpcMain } from 'electron';
import { createKeyFiles } from '../settings/settings.ts';
import { denyByDefault, type MainWindow, serveWindow } from '../shell/shell.ts';
import type { Log } from '../system/log.ts';
import { chooseFile, chooseTarget } from './choose-file.ts';
import { handleCalls } from './handle.ts';
import { createHandlers } from './handlers.ts';

export { createPush } from './push.ts';

type Deps = Omit<Parameters<typeof createHandlers>[0], 'inFront' | 'chooseFile' | 'keyFiles' | 'log'> &
  Pick<Parameters<typeof denyByDefault>[0], 'opener'> &
  Pick<Parameters<typeof serveWindow>[0], 'root' | 'language' | 'image'> & {
    readonly app: Pick<App, 'on'>;
    readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
    readonly ipcMain: Pick<IpcMain, 'handle'>;
    readonly window: Pick<MainWindow, 'get' | 'isInFront'>;
    readonly logs: (room: string) => Log;
  };

/** Decides what the window's page may load, where it may navigate, and what it may ask for. */
export function connectIpc(deps: Deps): void {
  const { app, ipcMain, window, logs } = deps;
  denyByDefault({ app, opener: deps.opener, log: logs('app') });
  serveWindow({ app, root: deps.root, language: deps.language, image: deps.image });
  const choose = (extensions: readonly string[]) => chooseFile(deps.dialog, window.get(), extensions);
  handleCalls({
    ipcMain,
    isWindow: (contentsId) => window.get()?.webContents.id === contentsId,
    handlers: createHandlers({
      ...deps,
      inFront: window.isInFront,
      chooseFile: choose,
      keyFiles: createKeyFiles({
        settings: deps.settings,
        keys: () => deps.status().settings.keys,
        chooseFile: choose,
        chooseTarget: (name) => chooseTarget(deps.dialog, window.get(), name),
        log: logs('settings').info,
      }),
      log: logs('ipc').info,
    }),
    log: logs('ipc').error,
  });
}
