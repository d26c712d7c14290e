import type { Tray as ElectronTray, Menu, MenuItemConstructorOptions } from 'electron';
import type { Command } from '#app/rules/commands';
import type { Translate } from '../../i18n/i18n.ts';
import { nativeText } from '../../system/native-text.ts';
import { trayIconFile, trayIconState } from './tray-icon.ts';
import { menuTemplate, trayMenu } from './tray-menu.ts';
import type { TrayState } from './tray-state.ts';
import { tooltip } from './tray-words.ts';

export { createTrayHostState, type TrayHostState } from './tray-host.ts';
export { countName } from './tray-icon.ts';
export { privateState } from './tray-privacy.ts';
export type { TrayState } from './tray-state.ts';

/** The part of Electron's tray that is used. */
export type TrayItem = Pick<
  ElectronTray,
  | 'on'
  | 'setImage'
  | 'setToolTip'
  | 'setContextMenu'
  | 'popUpContextMenu'
  | 'setIgnoreDoubleClickEvents'
  | 'destroy'
>;

export interface Tray {
  set(state: TrayState): void;
  /** Makes a new item: on Linux an item stays with the kind of tray that existed when it was made. */
  renew(): void;
  dispose(): void;
}

/** The tray item, a view of the state. The same state again does nothing. */
export function createTray(deps: {
  createTray: (icon: string) => TrayItem;
  buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  iconDir: string;
  run: (command: Command) => void;
  t: Translate;
  platform: NodeJS.Platform;
  now: () => Date;
}): Tray {
  let state: TrayState | null = null;
  let item: TrayItem | null = null;
  // Referenced here: Electron may garbage-collect a menu without a reference.
  let menu: Menu | null = null;
  let rendered = { icon: '', tooltip: '', menu: '' };

  function put(icon: string): TrayItem {
    const created = deps.createTray(icon);
    created.on('click', () => deps.run({ id: 'window.toggle', args: {} }));
    if (deps.platform === 'darwin') {
      // If a context menu is set, macOS opens it on a left click and sends no click event.
      created.on('right-click', () => {
        if (menu !== null) created.popUpContextMenu(menu);
      });
      created.setIgnoreDoubleClickEvents(true);
    }
    rendered = { icon, tooltip: '', menu: '' };
    return created;
  }

  function render(): void {
    if (state === null) return;
    const icon = trayIconFile(deps.iconDir, deps.platform, {
      unread: state.unread,
      state: trayIconState(state),
    });
    item ??= put(icon);
    // Every setImage announces a new icon to a Linux panel, even for equal pixels.
    if (icon !== rendered.icon) item.setImage(icon);
    const words = tooltip(state, deps.t, deps.now());
    if (words !== rendered.tooltip) item.setToolTip(nativeText(words));
    const entries = trayMenu(state, deps.t, deps.now());
    const fingerprint = JSON.stringify(entries);
    if (fingerprint !== rendered.menu) {
      menu = deps.buildMenu(menuTemplate(entries, deps.run));
      // A Linux panel copies the menu, so a changed menu has to be set again.
      if (deps.platform !== 'darwin') item.setContextMenu(menu);
    }
    rendered = { icon, tooltip: words, menu: fingerprint };
  }

  function remove(): void {
    item?.destroy();
    item = null;
  }

  return {
    set(next) {
      state = next;
      render();
    },
    renew() {
      remove();
      render();
    },
    dispose() {
      state = null;
      remove();
    },
  };
}
