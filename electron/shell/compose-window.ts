import path from 'node:path';
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { Translate } from '../i18n/i18n.ts';
import { logFolder } from '../system/log.ts';
import { nativeText } from '../system/native-text.ts';
import type { TrayHostState } from './tray/tray.ts';
import { createMainWindow, type MainWindow } from './window.ts';

type Options = Parameters<typeof createMainWindow>[0];
type System = 'platform' | 'create' | 'workAreas' | 'preload' | 'backgroundColor' | 'onClose' | 'onBroken';

/** The window on this system's screens, in the background colour of its page. */
export function composeWindow(
  deps: Omit<Options, System> & {
    closeToTray: () => boolean;
    trayHost: Pick<TrayHostState, 'get'>;
    profile: string;
    t: Translate;
  },
): MainWindow {
  const { t } = deps;
  return createMainWindow({
    ...deps,
    platform: process.platform,
    create: (options) => new BrowserWindow(options),
    workAreas: () => screen.getAllDisplays().map((display) => display.workArea),
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    backgroundColor: () => (nativeTheme.shouldUseDarkColors ? '#16171a' : '#ffffff'),
    onClose() {
      if (!deps.closeToTray()) return 'quit';
      return deps.trayHost.get() === 'absent' ? 'minimize' : 'hide';
    },
    async onBroken(reason, again) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        title: nativeText(deps.title),
        message: nativeText(t('window.broken')),
        detail: nativeText(t('window.brokenDetail', { reason, folder: logFolder(deps.profile) })),
        buttons: [t('window.again'), t('window.close')].map(nativeText),
        cancelId: 1,
      });
      if (response === 0) again();
    },
  });
}
