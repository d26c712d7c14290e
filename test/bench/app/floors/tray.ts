/** The floor of start, window and idling: Electron with a tray item, a click on which shows and hides an empty window. */
import path from 'node:path';
import { app, BrowserWindow, Menu, Tray } from 'electron';
import { MARK } from '../mark.ts';

const ICON = path.join(import.meta.dirname, '..', '..', '..', 'icons', 'tray-linux', 'ok-0.png');
const PAGE = `data:text/html,<!doctype html><title>floor</title><body style="background:${encodeURIComponent(MARK)}">`;

let window: BrowserWindow | null = null;
let tray: Tray | null = null;

function toggle(): void {
  if (window !== null) {
    if (window.isVisible()) window.hide();
    else window.show();
    return;
  }
  const built = new BrowserWindow({
    width: 440,
    height: 680,
    show: false,
    webPreferences: { sandbox: true },
  });
  built.removeMenu();
  built.once('ready-to-show', () => built.show());
  void built.loadURL(PAGE);
  window = built;
}

app.setPath('userData', process.env.BELFRY_PROFILE ?? '');
void app.whenReady().then(() => {
  tray = new Tray(ICON);
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
  tray.on('click', toggle);
});
