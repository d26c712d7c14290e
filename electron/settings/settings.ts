import { isDeepStrictEqual } from 'node:util';
import type { Failure, Result } from '#app/result';
import { FORM_KEYS, type FormKey, type Settings, type SettingsPatch } from '#app/rules/settings';
import { attempt, type Effects } from './effects.ts';
import type { SettingsStore } from './store.ts';

export { createEffects } from './effects.ts';
export { createKeyFiles, type KeyFiles } from './key-files.ts';
export { allowsDebugging, createSettings, LOST_SETTINGS, type SettingsStore } from './store.ts';

export interface SettingsService {
  /** Applies the settings to the system at the start. @returns what was refused; the rest holds */
  applyAll(): readonly Failure[];
  /** Adopts what the user has changed in the system itself, and restores what an administrator has set. */
  look(): void;
  /** All or nothing: after a refusal the settings and the system are as before. */
  patch(patch: SettingsPatch): Result<Settings>;
}

/** Changes settings: asks the system, stores what it accepts, and then lets the app follow. */
export function createSettingsService(deps: {
  store: SettingsStore;
  effects: Effects;
  log: (message: string) => void;
}): SettingsService {
  const { store, effects } = deps;
  const keys = Object.keys(effects) as readonly FormKey[];
  const isLocked = (key: FormKey): boolean => store.locked().includes(key);

  function start<K extends FormKey>(key: K): Failure | null {
    return effects[key]?.start?.(store.get()[key]) ?? null;
  }

  function lookAt<K extends FormKey>(key: K): Failure | null {
    const effect = effects[key];
    const current = effect?.current?.() ?? null;
    const wanted = store.get()[key];
    if (current === null || current === wanted) return null;
    if (isLocked(key)) return effect?.ask?.apply(wanted) ?? null;
    return attempt('not_saved', () => store.patch({ [key]: current }), deps.log);
  }

  const look = (): readonly (Failure | null)[] => keys.map((key) => lookAt(key));

  /** The system's answer, and how to undo it; null: there is nothing to ask. */
  function ask<K extends FormKey>(key: K, value: Settings[K], before: Settings[K]) {
    const asked = effects[key]?.ask;
    if (asked === undefined || (value === before && asked.again !== true)) return null;
    return { refused: asked.apply(value), undo: () => asked.undo(before) };
  }

  function follow<K extends FormKey>(key: K, value: Settings[K]): void {
    effects[key]?.follow?.(value);
  }

  return {
    applyAll() {
      const refused = [...look(), ...keys.map((key) => start(key))];
      return refused.filter((failure) => failure !== null);
    },
    look: () => void look(),
    patch(patch) {
      look();
      const before = store.get();
      const changed = FORM_KEYS.filter(
        (key) => Object.hasOwn(patch, key) && !isDeepStrictEqual(patch[key], before[key]),
      );
      const managed = changed.find(isLocked);
      if (managed !== undefined) {
        return { ok: false, error: { code: 'managed' } };
      }

      const done: (() => unknown)[] = [];
      const refuse = (error: Failure): Result<Settings> => {
        for (const undo of done.reverse()) undo();
        return { ok: false, error };
      };
      for (const key of keys) {
        const value = patch[key];
        const asked = value === undefined ? null : ask(key, value, before[key]);
        if (asked === null) continue;
        if (asked.refused !== null) return refuse(asked.refused);
        done.push(asked.undo);
      }
      // Without it the system's change would be lost at the next start.
      const unsaved = attempt('not_saved', () => store.patch(patch), deps.log);
      if (unsaved !== null) return refuse(unsaved);

      const value = store.get();
      for (const key of keys) if (changed.includes(key)) follow(key, value[key]);
      return { ok: true, value };
    },
  };
}
