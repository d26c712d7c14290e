import type { Failure, Result } from '#app/result';
import type { Settings, SettingsPatch } from '#app/settings';
import type { Autostart } from './autostart.ts';
import type { SettingsStore } from './settings.ts';
import type { Shortcuts } from './shortcuts.ts';

export interface SettingsService {
  /** Brings the system to the stored settings, at start. Refusals are returned, the rest holds. */
  applyAll(): readonly Failure[];
  /** Takes over what its user has switched in the system itself. */
  look(): void;
  /** All of the patch or nothing: the first refusal leaves the settings as they were. */
  patch(patch: SettingsPatch): Result<Settings>;
}

const unavailable = (error: unknown): Failure => ({
  code: 'autostart_unavailable',
  message: error instanceof Error ? error.message : String(error),
});

/** Settings that the system must agree to are tried there first and stored only then. */
export function createSettingsService(deps: {
  store: SettingsStore;
  shortcuts: Pick<Shortcuts, 'set' | 'want'>;
  autostart: Autostart;
  setTheme: (theme: Settings['theme']) => void;
}): SettingsService {
  const { store, shortcuts } = deps;

  function setAutostart(enabled: boolean): Failure | null {
    try {
      deps.autostart.set(enabled);
      return null;
    } catch (error) {
      return unavailable(error);
    }
  }

  function look(): Failure | null {
    const autostart = deps.autostart.isOn();
    if (autostart === null || autostart === store.get().autostart) return null;
    try {
      store.patch({ autostart });
      return null;
    } catch (error) {
      return { code: 'not_saved', message: error instanceof Error ? error.message : String(error) };
    }
  }

  function refreshAutostart(): Failure | null {
    try {
      deps.autostart.refresh();
      return null;
    } catch (error) {
      return unavailable(error);
    }
  }

  function attempt(patch: SettingsPatch, before: Settings): Failure | null {
    if (patch.shortcut !== undefined) {
      const refused = shortcuts.set(patch.shortcut);
      if (refused !== null) return refused;
    }
    const refused =
      patch.autostart === undefined || patch.autostart === before.autostart
        ? null
        : setAutostart(patch.autostart);
    if (refused !== null && patch.shortcut !== undefined) shortcuts.want(before.shortcut);
    return refused;
  }

  return {
    applyAll() {
      const { shortcut, theme } = store.get();
      deps.setTheme(theme);
      const refused = [shortcuts.want(shortcut), look(), refreshAutostart()];
      return refused.filter((failure) => failure !== null);
    },
    look: () => void look(),
    patch(patch) {
      look();
      const before = store.get();
      const refused = attempt(patch, before);
      if (refused !== null) return { ok: false, error: refused };
      let value: Settings;
      try {
        value = store.patch(patch);
      } catch (error) {
        // What the system has taken on already would be gone at the next start.
        if (patch.shortcut !== undefined) shortcuts.want(before.shortcut);
        if (patch.autostart !== undefined && patch.autostart !== before.autostart)
          setAutostart(before.autostart);
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, error: { code: 'not_saved', message } };
      }
      deps.setTheme(value.theme);
      return { ok: true, value };
    },
  };
}
