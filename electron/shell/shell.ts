/**
 * What Belfry looks like to the desktop: window, tray, badge, shortcut, login item, links. Other folders import from here;
 * `compose-views.ts` and `compose-window.ts` give these parts Electron.
 */
export { type Autostart, createAutostart, profileOption } from './autostart.ts';
export { watchChildProcesses } from './child-processes.ts';
export { type CommandLine, helpText, readCommandLine, refusalText } from './command-line.ts';
export { createDeepLinks, type DeepLinks } from './deep-links.ts';
export { createLifecycle, type Lifecycle, type SecondStart } from './lifecycle.ts';
export { denyByDefault } from './security.ts';
export { createShortcuts, type Shortcuts } from './shortcuts.ts';
export type { TrayHostState } from './tray/tray.ts';
export { registerUiScheme, serveWindow, UI_ORIGIN } from './ui-scheme.ts';
export type { MainWindow } from './window.ts';
export { identifyToWindows } from './windows-identity.ts';
