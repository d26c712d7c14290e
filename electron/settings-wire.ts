import { app, globalShortcut, nativeTheme } from 'electron';
import { createAutostart, profileOption } from './autostart.ts';
import { appImageFile } from './installation.ts';
import type { SettingsStore } from './settings.ts';
import { createSettingsService, type SettingsService } from './settings-service.ts';
import { createShortcuts, type Shortcuts } from './shortcuts.ts';

/** The settings with what each changes in this system. */
export function wireSettings(deps: {
  store: SettingsStore;
  profile: string;
  name: string;
  onShortcut: () => void;
  onShortcutTrouble: () => void;
}): Readonly<{ service: SettingsService; shortcuts: Shortcuts }> {
  const shortcuts = createShortcuts({
    globalShortcut,
    onPress: deps.onShortcut,
    onChange: deps.onShortcutTrouble,
  });
  const service = createSettingsService({
    store: deps.store,
    shortcuts,
    autostart: createAutostart({
      app,
      platform: process.platform,
      name: deps.name,
      configHome: app.getPath('appData'),
      command: [
        appImageFile(process.env, process.execPath) ?? process.execPath,
        ...(app.isPackaged ? [] : [app.getAppPath()]),
        profileOption(deps.profile),
      ],
    }),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
  });
  return { service, shortcuts };
}
