import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { Navigation } from '#app/state';
import type { Memory } from './files/memory.ts';
import type { Log } from './log.ts';
import { nativeText } from './native-text.ts';
import { createRevival, type Revival } from './revival.ts';
import { UI_PAGE } from './ui-scheme.ts';

const SIZE = { width: 440, height: 680 };
const SMALLEST = { minWidth: 360, minHeight: 420 };

/** A click on a tray takes the focus from the window just before it arrives; in milliseconds. */
const CLICK_BLUR = 300;

export type WindowMemory = Readonly<{ bounds?: Rectangle }>;

export interface MainWindow {
  /** Shows and focuses it; the first time, creates it. */
  open(navigation?: Navigation): void;
  /** As open, because its user asks for nothing in particular: if it was hidden, it shows what is unread. */
  summon(): void;
  hide(): void;
  toggle(): void;
  isVisible(): boolean;
  /** Visible, and its user's keys go to it. */
  isInFront(): boolean;
  /** Visible or in the task bar. */
  isOpen(): boolean;
  get(): BrowserWindow | null;
  /** From now on closing really closes. */
  release(): void;
}

/** Enough of the window lies on the screen to be seen and moved. */
function overlaps(area: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x);
  const height = Math.min(area.y + area.height, bounds.y + bounds.height) - Math.max(area.y, bounds.y);
  return width >= SMALLEST.minWidth / 2 && height >= SMALLEST.minHeight / 2;
}

/** In the middle of a screen, no larger than it. */
function centred(area: Rectangle, { width: wide, height: high }: Rectangle): Rectangle {
  const width = Math.min(wide, area.width);
  const height = Math.min(high, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = area.y + Math.round((area.height - height) / 2);
  return { x, y, width, height };
}

/** The one window. Created when first wanted; closing hides it, or minimises it where no tray could bring it back. */
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
  unread: () => number;
  /** What its page does not know yet is to be told now, so that nobody sees an old one. */
  beforeShow: () => void;
  onVisibility: () => void;
  /** Its page keeps ending; `again` is for its user to try. */
  onBroken: (reason: string, again: () => void) => void;
  quit: () => void;
  navigate: (navigation: Navigation) => void;
  log: Log;
}): MainWindow {
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
      },
    });
    built.removeMenu();
    built.on('close', (event) => {
      if (released) return;
      deps.memory.set('bounds', built.getBounds());
      if (deps.onClose() === 'quit') return deps.quit();
      event.preventDefault();
      putAway();
    });
    built.on('closed', () => {
      window = null;
      deps.onVisibility();
    });
    built.on('hide', () => {
      deps.memory.set('bounds', built.getBounds());
      deps.onVisibility();
    });
    for (const event of ['show', 'minimize', 'restore'] as const)
      built.on(event as 'show', deps.onVisibility);
    // Also where no command of ours has brought it up.
    for (const event of ['show', 'restore'] as const) built.on(event as 'show', () => revival?.revive());
    built.on('blur', () => {
      blurredAt = performance.now();
    });
    built.once('ready-to-show', () => built.show());
    built.webContents.on('did-finish-load', () => {
      if (pending !== null) deps.navigate(pending);
      pending = null;
    });
    // A failure is an event, too.
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
   * To the workspace where its user is: to show a window that is shown on another one does nothing. Where Linux has it, nobody
   * says (Wayland) or too late, but what is mapped again comes up on the current one.
   */
  function bringHere(shown: BrowserWindow): void {
    if (deps.platform === 'linux') shown.hide();
    if (deps.platform !== 'darwin') return;
    shown.setVisibleOnAllWorkspaces(true, { skipTransformProcessType: true });
    shown.setVisibleOnAllWorkspaces(false, { skipTransformProcessType: true });
  }

  /** Its screen may have gone since it was last shown. */
  function keepOnScreen(shown: BrowserWindow): void {
    const areas = deps.workAreas();
    const bounds = shown.getBounds();
    const [first] = areas;
    if (first === undefined || areas.some((area) => overlaps(area, bounds))) return;
    shown.setBounds(centred(first, bounds));
  }

  function open(navigation?: Navigation): void {
    if (window === null) {
      pending = navigation ?? null;
      window = build();
      return;
    }
    const loading = revival?.revive() === true || window.webContents.isLoading();
    // First: it may be led to a row that it does not know yet.
    deps.beforeShow();
    if (navigation !== undefined) {
      if (loading) pending = navigation;
      else deps.navigate(navigation);
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
    // On its way to a place that was asked for, it goes there: macOS activates the app for a link, too.
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
    release() {
      if (window !== null && !released) deps.memory.set('bounds', window.getBounds());
      released = true;
    },
  };
}
