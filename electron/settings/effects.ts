import type { Failure, FailureCode } from '#app/result';
import type { FormKey, KeyOf, Settings } from '#app/rules/settings';
import type { Autostart, Shortcuts } from '../shell/shell.ts';

/** Runs `act`; an exception goes to the log, and becomes a refusal with this code. */
export function attempt(code: FailureCode, act: () => void, log: (message: string) => void): Failure | null {
  try {
    act();
    return null;
  } catch (error) {
    log(`${code}: ${error instanceof Error ? error.message : String(error)}`);
    return { code };
  }
}

/**
 * What main does with a setting besides storing it. A setting that is only read where it is needed has no effect. Refusals are
 * returned, not thrown.
 */
export interface Effect<V> {
  /** At the start, with the value in force. */
  start?(value: V): Failure | null;
  /** The system's value, if users can also change it there; null: the system does not say. */
  current?(): V | null;
  /** Before the new value is stored. If the system refuses it, nothing has changed. `undo` gets the previous value. */
  ask?: Readonly<{
    apply: (value: V) => Failure | null;
    undo: (before: V) => unknown;
    /** Also asks for the value that is set already: what the system has refused before may work now. */
    again?: boolean;
  }>;
  /** After the new value is stored. */
  follow?(value: V): void;
}

/** They are asked in this order. */
export type Effects = { readonly [K in FormKey]?: Effect<Settings[K]> };

const shortcutEffect = ({ set, want }: Pick<Shortcuts, 'set' | 'want'>): Effect<string> => ({
  start: want,
  ask: { apply: set, undo: want, again: true },
});

export function createEffects(system: {
  shortcuts: Readonly<Record<KeyOf<'shortcut'>, Pick<Shortcuts, 'set' | 'want'>>>;
  autostart: Autostart;
  setTheme: (theme: Settings['theme']) => void;
  setUpdates: (updates: Settings['updates']) => void;
  log: (message: string) => void;
}): Effects {
  const { shortcuts, autostart } = system;

  const setAutostart = (isOn: boolean) =>
    attempt('autostart_unavailable', () => autostart.set(isOn), system.log);

  return {
    shortcut: shortcutEffect(shortcuts.shortcut),
    newestShortcut: shortcutEffect(shortcuts.newestShortcut),
    pauseShortcut: shortcutEffect(shortcuts.pauseShortcut),
    paletteShortcut: shortcutEffect(shortcuts.paletteShortcut),
    autostart: {
      start: () => attempt('autostart_unavailable', autostart.refresh, system.log),
      current: autostart.isOn,
      ask: { apply: setAutostart, undo: setAutostart },
    },
    theme: {
      start(theme) {
        system.setTheme(theme);
        return null;
      },
      follow: system.setTheme,
    },
    // At the start the updater is created with its value.
    updates: { follow: system.setUpdates },
  };
}
