import type { BrowserWindow } from 'electron';
import type { Log } from '../system/log.ts';

/** A page that ends so often within this many milliseconds is not brought back until its user asks for it. */
const OFTEN = 3;
const WITHIN = 60_000;
/** Chromium's word for a load that another one has taken the place of. */
const ABORTED = -3;

type Alive = Pick<BrowserWindow, 'isVisible' | 'isMinimized' | 'isDestroyed' | 'hide'> &
  Readonly<{ webContents: Pick<BrowserWindow['webContents'], 'on'> }>;

export interface Revival {
  /** Loads the page of a dead window. @returns whether that was needed */
  revive(): boolean;
}

/** A window outlives its renderer: in sight it is loaded again at once, out of sight when it is wanted. */
export function createRevival(deps: {
  window: Alive;
  load: () => void;
  /** It has ended too often; it is hidden now. */
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
