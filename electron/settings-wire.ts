import { app, globalShortcut, nativeTheme } from 'electron';
import type { Settings } from '#app/rules/settings';
import { createAutostart, profileOption } from './autostart.ts';
import { appImageFile } from './installation.ts';
import {
  createEffects,
  createSettingsService,
  type SettingsService,
  type SettingsStore,
} from './settings/settings.ts';
import { createShortcuts, type Shortcuts } from './shortcuts.ts';

/** The settings with what each changes in this system. */
export function wireSettings(deps: {
  store: SettingsStore;
  profile: string;
  name: string;
  onShortcut: () => void;
  onShortcutTrouble: () => void;
  setUpdates: (updates: Settings['updates']) => void;
  log: (message: string) => void;
}): Readonly<{ service: SettingsService; shortcuts: Shortcuts }> {
  const shortcuts = createShortcuts({
    globalShortcut,
    onPress: deps.onShortcut,
    onChange: deps.onShortcutTrouble,
  });
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
