import path from 'node:path';
import { Value } from 'typebox/value';
import { Settings, type SettingsPatch } from '#app/settings';
import type { KeptFile } from './files/kept-file.ts';
import { type Fields, readJson } from './files/read.ts';

export interface SettingsStore {
  get(): Settings;
  /** The port that this profile's backend has: what its user has not set otherwise is to stay it, as scripts know it. */
  ownPort(port: number): void;
  /** Takes a checked patch; listeners are told when something changed. */
  patch(patch: SettingsPatch): Settings;
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
}

export const DEFAULTS: Settings = Value.Create(Settings);

/** Of the file. Its first version held every default as well. */
const VERSION = 1;
/**
 * Defaults that files without a version hold, although nobody chose them. Not the port: local scripts know it, so that it stays.
 * As they were then, whatever becomes of today's.
 */
const WRITTEN_UNASKED: Fields = {
  theme: 'system',
  shortcut: 'CommandOrControl+Shift+B',
  autostart: false,
  sound: true,
  closeToTray: true,
  updates: 'stable',
};
/** What nobody can read any more may have been the wish for no updates; it is kept until another is known. */
export const LOST_SETTINGS: Fields = { version: VERSION, updates: 'off' };

function withoutUnasked(fields: Fields): Fields {
  const chosen = Object.entries(fields).filter(
    ([key, value]) => !(Object.hasOwn(WRITTEN_UNASKED, key) && WRITTEN_UNASKED[key] === value),
  );
  return { version: VERSION, ...Object.fromEntries(chosen) };
}

/**
 * Settings over their file, which holds what the user has set and nothing else, with what a newer version has in it. A value that
 * makes no sense stays there and counts as its default, key by key; as to updates, as `off`.
 */
export function createSettings(
  file: KeptFile,
  deps: Readonly<{
    /** Of the run before; null: there was none. */
    ownPort: number | null;
    onOdd: (keys: readonly string[]) => void;
    log: (message: string) => void;
  }>,
): SettingsStore {
  const listeners = new Set<(now: Settings, before: Settings) => void>();

  function migrate(): void {
    const fields = file.fields();
    if ('version' in fields || Object.keys(fields).length === 0) return;
    try {
      file.change(withoutUnasked);
    } catch (error) {
      deps.log(`the settings stay in their first form: ${String(error)}`);
    }
  }

  /** Keys of values that make no sense. */
  function oddOf(fields: Fields): readonly string[] {
    return Object.entries(Settings.properties).flatMap(([key, schema]) =>
      Object.hasOwn(fields, key) && !Value.Check(schema, fields[key]) ? [key] : [],
    );
  }

  function read(): Settings {
    const fields = file.fields();
    const known = Object.keys(DEFAULTS).filter((key) => Object.hasOwn(fields, key) && !odd.includes(key));
    const unknown = odd.includes('updates') || !file.isReadable();
    return {
      ...DEFAULTS,
      ...(deps.ownPort !== null && { port: deps.ownPort }),
      ...(unknown && { updates: 'off' as const }),
      ...Object.fromEntries(known.map((key) => [key, fields[key]])),
    };
  }

  migrate();
  let odd = oddOf(file.fields());
  let current = read();
  let isPortSet = Object.hasOwn(file.fields(), 'port') && !odd.includes('port');
  deps.onOdd(odd);

  return {
    get: () => current,
    ownPort(port) {
      if (!isPortSet) current = { ...current, port };
    },
    patch(patch) {
      const before = current;
      if (Value.Equal({ ...before, ...patch }, before)) return before;
      file.change((now) => ({ version: VERSION, ...now, ...patch }));
      current = { ...before, ...patch };
      isPortSet ||= 'port' in patch;
      if (odd.some((key) => key in patch)) {
        odd = odd.filter((key) => !(key in patch));
        deps.onOdd(odd);
      }
      for (const listener of listeners) listener(current, before);
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Before the settings are open: a debugger is let in or not before anything else starts. */
export function allowsDebugging(profile: string): boolean {
  const found = readJson(path.join(profile, 'settings.json'));
  return found.as === 'whole' && found.fields.remoteDebugging === true;
}
