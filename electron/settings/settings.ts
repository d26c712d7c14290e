import type { Failure, Result } from '#app/result';
import { FORM_KEYS, type FormKey, type Settings, type SettingsPatch } from '#app/rules/settings';
import { attempt } from './attempt.ts';
import type { Effects } from './effects.ts';
import type { SettingsStore } from './store.ts';

export { createEffects } from './effects.ts';
export { allowsDebugging, createSettings, LOST_SETTINGS, type SettingsStore } from './store.ts';

export interface SettingsService {
  /** Brings the system to the settings, at start. Refusals are returned, the rest holds. */
  applyAll(): readonly Failure[];
  /** Takes over what its user has switched in the system itself; what an administrator has set is put back there. */
  look(): void;
  /** All of the patch or nothing: the first refusal leaves the settings and the system as they were. */
  patch(patch: SettingsPatch): Result<Settings>;
}

/** Changes settings: asks the system, stores what it has agreed to, and has the rest of the app follow. */
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

  /** The system's answer, and what takes it back; null: there is nothing to ask. */
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
      const changed = FORM_KEYS.filter((key) => Object.hasOwn(patch, key) && patch[key] !== before[key]);
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
      // What the system has taken on would be gone at the next start.
      const unsaved = attempt('not_saved', () => store.patch(patch), deps.log);
      if (unsaved !== null) return refuse(unsaved);

      const value = store.get();
      for (const key of keys) if (changed.includes(key)) follow(key, value[key]);
      return { ok: true, value };
    },
  };
}
