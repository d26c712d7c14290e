import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { AppStatus } from '#app/state';
import { createMainWindow, type MainWindow } from './window.ts';

type Options = Parameters<typeof createMainWindow>[0];
type System = 'create' | 'workAreas' | 'preload' | 'backgroundColor' | 'onClose';

/** The window on this system's screens, in the colour that its page will have. */
export function wireWindow(
  deps: Omit<Options, System> & { closeToTray: () => boolean; trayHost: () => AppStatus['tray'] },
): MainWindow {
  return createMainWindow({
    ...deps,
    create: (options) => new BrowserWindow(options),
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    backgroundColor: () => (nativeTheme.shouldUseDarkColors ? '#16171a' : '#ffffff'),
    onClose() {
      if (!deps.closeToTray()) return 'quit';
      return deps.trayHost() === 'absent' ? 'minimize' : 'hide';
    },
  });
}
