import path from 'node:path';
import type { App, BrowserWindow, NativeImage } from 'electron';
import type { Translate } from '../i18n/i18n.ts';
import { nativeText } from '../system/native-text.ts';
import { countName } from './tray/tray.ts';

export interface Badge {
  set(unread: number): void;
  /** On Windows the number belongs to the window's taskbar button: draws it for a window that is new. */
  renew(): void;
}

/** The number on the dock (macOS), the launcher (Linux desktops that have one) or the taskbar button (Windows). */
export function createBadge(deps: {
  platform: NodeJS.Platform;
  app: Pick<App, 'setBadgeCount'>;
  window: () => Pick<BrowserWindow, 'setOverlayIcon'> | null;
  loadImage: (file: string) => NativeImage;
  iconDir: string;
  t: Translate;
}): Badge {
  let rendered: number | null = null;

  function overlay(unread: number): void {
    const file = path.join(deps.iconDir, 'overlay', `${countName(unread)}.png`);
    const image = unread === 0 ? null : deps.loadImage(file);
    const description = unread === 0 ? '' : nativeText(deps.t('tray.unread', { count: unread }));
    deps.window()?.setOverlayIcon(image, description);
  }

  function render(unread: number): void {
    if (deps.platform === 'win32') overlay(unread);
    else deps.app.setBadgeCount(unread);
  }

  return {
    set(unread) {
      if (unread === rendered) return;
      rendered = unread;
      render(unread);
    },
    renew() {
      if (rendered !== null && deps.platform === 'win32') overlay(rendered);
    },
  };
}
