import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { createMainWindow, type MainWindow } from './window.ts';

type System = 'create' | 'workAreas' | 'preload' | 'backgroundColor';

/** The window on this system's screens, in the colour that its page will have. */
export function wireWindow(deps: Omit<Parameters<typeof createMainWindow>[0], System>): MainWindow {
  return createMainWindow({
    ...deps,
    create: (options) => new BrowserWindow(options),
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    backgroundColor: () => (nativeTheme.shouldUseDarkColors ? '#16171a' : '#ffffff'),
  });
}
