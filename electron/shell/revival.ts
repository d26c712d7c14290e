import type { BrowserWindow } from 'electron';
import type { Log } from '../system/log.ts';

/** If the page ends this often within this time, in milliseconds, it stays away until its user asks for it. */
const OFTEN = 3;
const WITHIN = 60_000;
/** Chromium's code for a load that was replaced by another one. */
const ABORTED = -3;

type Alive = Pick<BrowserWindow, 'isVisible' | 'isMinimized' | 'isDestroyed' | 'hide'> &
  Readonly<{ webContents: Pick<BrowserWindow['webContents'], 'on'> }>;

export interface Revival {
  /** Reloads the page if it is dead. @returns whether it was */
  revive(): boolean;
}

/** A window outlives its renderer. A visible page is reloaded at once, a hidden one when it is next shown. */
export function createRevival(deps: {
  window: Alive;
  load: () => void;
  /** The page has ended too often; the window is hidden now. */
  onGivenUp: (reason: string) => void;
  now: () => number;
  log: Log;
}): Revival {
  const { window, log } = deps;
  let dead = false;
  let ends: number[] = [];

  function revive(): boolean {
    if (!dead) return false;
    dead = false;
    deps.load();
    return true;
  }

  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (window.isDestroyed()) return;
    log.error(`the renderer has ended: ${reason} (${exitCode})`);
    dead = true;
    const now = deps.now();
    ends = [...ends.filter((at) => now - at < WITHIN), now];
    if (ends.length >= OFTEN) {
      ends = [];
      window.hide();
      deps.onGivenUp(reason);
    } else if (window.isVisible() && !window.isMinimized()) {
      revive();
    }
  });
  window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (!isMainFrame || code === ABORTED) return;
    log.error(`the page was not loaded: ${description} (${code})`);
    dead = true;
  });
  window.webContents.on('unresponsive', () => log.error('the renderer does not answer'));
  window.webContents.on('responsive', () => log.info('the renderer answers again'));

  return { revive };
}
