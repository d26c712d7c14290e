import type { FileTrouble } from '#app/state';
import { createSettings, LOST_SETTINGS, type SettingsStore } from '../../electron/settings/settings.ts';
import { openFiles } from './profile-files.ts';

export interface OpenedSettings {
  readonly store: SettingsStore;
  /** What the app reports to its user about its files. */
  readonly troubles: () => readonly FileTrouble[];
  /** What the store has logged. */
  readonly logged: readonly string[];
}

/** The settings of a profile, as at a start of the app. */
export function openSettings(
  profile: string,
  given: { ownPort?: number | null; policy?: Readonly<Record<string, unknown>> } = {},
): OpenedSettings {
  const files = openFiles(profile);
  const logged: string[] = [];
  const store = createSettings(files.open('settings.json', LOST_SETTINGS), {
    ownPort: given.ownPort ?? null,
    policy: given.policy ?? {},
    onOdd: (keys) => files.odd('settings.json', keys),
    log: (line) => logged.push(line),
  });
  return { store, troubles: files.troubles, logged };
}
