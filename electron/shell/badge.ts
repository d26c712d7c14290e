import path from 'node:path';
import type { App, BrowserWindow, NativeImage } from 'electron';
import type { Translate } from '../i18n/i18n.ts';
import { nativeText } from '../system/native-text.ts';
import { countName } from './tray/tray.ts';

export interface Badge {
  /** `hidesCount`: its words do not say the number. */
  set(unread: number, hidesCount: boolean): void;
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
  let rendered: Readonly<{ unread: number; hidesCount: boolean }> | null = null;

  function overlay({ unread, hidesCount }: NonNullable<typeof rendered>): void {
    const file = path.join(deps.iconDir, 'overlay', `${countName(unread)}.png`);
    const image = unread === 0 ? null : deps.loadImage(file);
    const isSaid = unread > 0 && !hidesCount;
    const description = isSaid ? nativeText(deps.t('tray.unread', { count: unread })) : '';
    deps.window()?.setOverlayIcon(image, description);
  }

  return {
    set(unread, hidesCount) {
      if (unread === rendered?.unread && hidesCount === rendered.hidesCount) return;
      rendered = { unread, hidesCount };
      if (deps.platform === 'win32') overlay(rendered);
      else deps.app.setBadgeCount(unread);
    },
    renew() {
      if (rendered !== null && deps.platform === 'win32') overlay(rendered);
    },
  };
}
