import { app, globalShortcut, nativeTheme } from 'electron';
import type { KeyOf, Settings } from '#app/rules/settings';
import { appImageFile } from '../maintenance/maintenance.ts';
import { createAutostart, createShortcuts, profileOption, type Shortcuts } from '../shell/shell.ts';
import {
  createEffects,
  createSettingsService,
  type SettingsService,
  type SettingsStore,
} from './settings.ts';

/** The settings, and their effects on this system. */
export function composeSettings(deps: {
  store: SettingsStore;
  profile: string;
  name: string;
  setUpdates: (updates: Settings['updates']) => void;
  log: (message: string) => void;
}): Readonly<{ service: SettingsService; shortcuts: Readonly<Record<KeyOf<'shortcut'>, Shortcuts>> }> {
  const shortcuts = {
    shortcut: createShortcuts({ globalShortcut }),
    newestShortcut: createShortcuts({ globalShortcut }),
    pauseShortcut: createShortcuts({ globalShortcut }),
    paletteShortcut: createShortcuts({ globalShortcut }),
  };
  const autostart = createAutostart({
    app,
    platform: process.platform,
    name: deps.name,
    configHome: app.getPath('appData'),
    command: [
      appImageFile(process.env, process.execPath) ?? process.execPath,
      ...(app.isPackaged ? [] : [app.getAppPath()]),
      profileOption(deps.profile),
    ],
  });
  const effects = createEffects({
    shortcuts,
    autostart,
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    setUpdates: deps.setUpdates,
    log: deps.log,
  });
  return { service: createSettingsService({ store: deps.store, effects, log: deps.log }), shortcuts };
}
