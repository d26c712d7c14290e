import type Store from 'electron-store';
import { Value } from 'typebox/value';
import { Settings, type SettingsPatch } from '#app/settings';

export interface SettingsStore {
  get(): Settings;
  /** Takes a checked patch; listeners are told when something changed. */
  patch(patch: SettingsPatch): Settings;
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
}

export const DEFAULTS: Settings = Value.Create(Settings);

/** Settings over their file. A stored value that does not fit the schema counts as its default, key by key. */
export function createSettings(store: Pick<Store<Settings>, 'store' | 'set'>): SettingsStore {
  const listeners = new Set<(now: Settings, before: Settings) => void>();

  function read(): Settings {
    const stored: Record<string, unknown> = store.store;
    const entries = Object.entries(Settings.properties).map(([key, schema]) => [
      key,
      Value.Check(schema, stored[key]) ? stored[key] : DEFAULTS[key as keyof Settings],
    ]);
    return Object.fromEntries(entries);
  }

  let current = read();

  return {
    get: () => current,
    patch(patch) {
      const before = current;
      const next = { ...before, ...patch };
      if (Value.Equal(next, before)) return before;
      store.set(patch);
      current = next;
      for (const listener of listeners) listener(next, before);
      return next;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
