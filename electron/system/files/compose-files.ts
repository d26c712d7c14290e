import Store from 'electron-store';
import { lastOwnPort } from '../../backend/backend.ts';
import { createSettings, LOST_SETTINGS, type SettingsStore } from '../../settings/settings.ts';
import type { Log } from '../log.ts';
import { createFiles, createMemory, type Files, WRITES_ONLY } from './files.ts';

/** The profile's files, and the two that are read first: settings and memory. */
export function composeFiles(
  profile: string,
  logs: (room: string) => Log,
): Readonly<{ files: Files; settings: SettingsStore; memory: ReturnType<typeof createMemory> }> {
  const files = createFiles({
    profile,
    openWriter: (name) => new Store({ name, cwd: profile, ...WRITES_ONLY }),
    log: logs('files').error,
  });
  const settings = createSettings(files.open('settings.json', LOST_SETTINGS), {
    ownPort: lastOwnPort(profile),
    policy: {},
    onOdd: (keys) => files.odd('settings.json', keys),
    log: logs('settings').error,
  });
  return { files, settings, memory: createMemory(files.memory, logs('files').error) };
}
