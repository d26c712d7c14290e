import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { Navigation } from '#app/state';
import type { Memory } from '../system/files/files.ts';
import type { Log } from '../system/log.ts';
import { nativeText } from '../system/native-text.ts';
import { createSignal } from '../system/signal.ts';
import { createRevival, type Revival } from './revival.ts';
import { UI_PAGE } from './ui-scheme.ts';

const SIZE = { width: 440, height: 680 };
const SMALLEST = { minWidth: 360, minHeight: 420 };

/** A click on the tray takes the focus from the window just before the click arrives. In milliseconds. */
const CLICK_BLUR = 300;

export type WindowMemory = Readonly<{ bounds?: Rectangle }>;

export interface MainWindow {
  /** Shows and focuses the window; creates it the first time. */
  open(navigation?: Navigation): void;
  /** As `open`, for a user who asks for nothing in particular: a window that was hidden shows what is unread. */
  summon(): void;
  hide(): void;
  toggle(): void;
  isVisible(): boolean;
  /** Visible, with the keyboard focus. */
  isInFront(): boolean;
  /** Visible, or in the task bar. */
  isOpen(): boolean;
  get(): BrowserWindow | null;
  /** The window is about to be shown: send what its page does not have yet, so that no old page is seen. @returns its unsubscribe */
  onBeforeShow(listener: () => void): () => void;
  /** The window is visible now, or no longer. @returns its unsubscribe */
  onVisibility(listener: () => void): () => void;
  /** The window's page should go there. @returns its unsubscribe */
  onNavigate(listener: (navigation: Navigation) => void): () => void;
  /** Its user has closed the window, which is hidden. @returns its unsubscribe */
  onClosedToTray(listener: () => void): () => void;
  /** The window was closed, and that ends the app. @returns its unsubscribe */
  onQuit(listener: () => void): () => void;
  /** The factor of its page may have changed. */
  rescale(): void;
  /** From now on closing the window really closes it. */
  release(): void;
}

/** Whether enough of the window is on the screen to see and move it. */
function overlaps(area: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x);
  const height = Math.min(area.y + area.height, bounds.y + bounds.height) - Math.max(area.y, bounds.y);
  return width >= SMALLEST.minWidth / 2 && height >= SMALLEST.minHeight / 2;
}

/** In the middle of a screen, and no larger than the screen. */
function centred(area: Rectangle, { width: wide, height: high }: Rectangle): Rectangle {
  const width = Math.min(wide, area.width);
  const height = Math.min(high, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = area.y + Math.round((area.height - height) / 2);
  return { x, y, width, height };
}

/** The one window. It is created when first opened. Closing hides it, or minimises it if there is no tray to bring it back. */
export function createMainWindow(deps: {
  platform: NodeJS.Platform;
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  memory: Pick<Memory<WindowMemory>, 'get' | 'set'>;
  workAreas: () => readonly Rectangle[];
  preload: string;
  icon: string;
  title: string;
  backgroundColor: () => string;
  onClose: () => 'hide' | 'minimize' | 'quit';
  /** Factor that scales the page. */
  zoom: () => number;
  unread: () => number;
  /** The page keeps ending. `again` opens it once more, if its user wants that. */
  onBroken: (reason: string, again: () => void) => void;
  log: Log;
}): MainWindow {
  const beforeShow = createSignal();
  const visibility = createSignal();
  const navigated = createSignal<[Navigation]>();
  const closedToTray = createSignal();
  const quit = createSignal();
  let window: BrowserWindow | null = null;
  let revival: Revival | null = null;
  let pending: Navigation | null = null;
  let released = false;
  let blurredAt = Number.NEGATIVE_INFINITY;

  function putAway(): void {
    if (window === null) return;
    const how = deps.onClose();
    if (how === 'minimize') window.minimize();
    else window.hide();
  }

  function build(): BrowserWindow {
    const remembered = deps.memory.get('bounds');
    const bounds =
      remembered !== undefined && deps.workAreas().some((area) => overlaps(area, remembered))
        ? remembered
        : SIZE;
    const built = deps.create({
      ...SMALLEST,
      ...bounds,
      show: false,
      title: nativeText(deps.title),
      icon: deps.icon,
      backgroundColor: deps.backgroundColor(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: deps.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        zoomFactor: deps.zoom(),
      },
    });
    built.removeMenu();
    built.on('close', (event) => {
      if (released) return;
      deps.memory.set('bounds', built.getBounds());
      const how = deps.onClose();
      if (how === 'quit') return quit.emit();
      event.preventDefault();
      putAway();
      if (how === 'hide') closedToTray.emit();
    });
    built.on('closed', () => {
      window = null;
      visibility.emit();
    });
    built.on('hide', () => {
      deps.memory.set('bounds', built.getBounds());
      visibility.emit();
    });
    for (const event of ['show', 'minimize', 'restore'] as const)
      built.on(event as 'show', () => visibility.emit());
    // The system may also show it, without a command of ours.
    for (const event of ['show', 'restore'] as const) built.on(event as 'show', () => revival?.revive());
    built.on('blur', () => {
      blurredAt = performance.now();
    });
    built.once('ready-to-show', () => built.show());
    built.webContents.on('did-navigate', rescale);
    built.webContents.on('did-finish-load', () => {
      if (pending !== null) navigated.emit(pending);
      pending = null;
    });
    // A failure also comes as an event.
    const load = (): void => void built.loadURL(UI_PAGE).catch(() => {});
    revival = createRevival({
      window: built,
      load,
      onGivenUp: (reason) => deps.onBroken(reason, open),
      now: Date.now,
      log: deps.log,
    });
    load();
    return built;
  }

  const isVisible = (): boolean => window?.isVisible() === true && !window.isMinimized();
  const isOpen = (): boolean => window?.isVisible() === true || window?.isMinimized() === true;

  /**
   * Moves the window to the current workspace: `show` does nothing for a window that is visible on another one. On Linux nothing says
   * on which workspace it is (Wayland), or says it too late; but a window that is mapped again appears on the current one.
   */
  function bringHere(visible: BrowserWindow): void {
    if (deps.platform === 'linux') visible.hide();
    if (deps.platform !== 'darwin') return;
    visible.setVisibleOnAllWorkspaces(true, { skipTransformProcessType: true });
    visible.setVisibleOnAllWorkspaces(false, { skipTransformProcessType: true });
  }

  /** Its screen may have been unplugged since it was last shown. */
  function keepOnScreen(visible: BrowserWindow): void {
    const areas = deps.workAreas();
    const bounds = visible.getBounds();
    const [first] = areas;
    if (first === undefined || areas.some((area) => overlaps(area, bounds))) return;
    visible.setBounds(centred(first, bounds));
  }

  /** Chromium remembers a factor by the page's address, also for the next start. */
  function rescale(): void {
    window?.webContents.setZoomFactor(deps.zoom());
  }

  function open(navigation?: Navigation): void {
    if (window === null) {
      pending = navigation ?? null;
      window = build();
      return;
    }
    const loading = revival?.revive() === true || window.webContents.isLoading();
    // First: it may be led to a row that it does not know yet.
    beforeShow.emit();
    if (navigation !== undefined) {
      if (loading) pending = navigation;
      else navigated.emit(navigation);
    }
    if (isOpen() && !window.isFocused()) bringHere(window);
    keepOnScreen(window);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  function summon(): void {
    const news =
      deps.unread() > 0 ? ({ page: 'inbox', view: 'unread' } as const) : ({ page: 'inbox' } as const);
    // If it is still opening at a place that was asked for, it goes there: macOS also activates the app for a link.
    open(isVisible() || pending !== null ? undefined : news);
  }

  return {
    open,
    summon,
    hide: putAway,
    toggle() {
      const inFront = window?.isFocused() === true || performance.now() - blurredAt < CLICK_BLUR;
      if (isVisible() && inFront) putAway();
      else summon();
    },
    isVisible,
    isInFront: () => isVisible() && window?.isFocused() === true,
    isOpen,
    get: () => window,
    onBeforeShow: beforeShow.on,
    onVisibility: visibility.on,
    onNavigate: navigated.on,
    onClosedToTray: closedToTray.on,
    onQuit: quit.on,
    rescale,
    release() {
      if (window !== null && !released) deps.memory.set('bounds', window.getBounds());
      released = true;
    },
  };
}
