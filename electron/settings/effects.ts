import type { Failure } from '#app/result';
import type { FormKey, Settings } from '#app/rules/settings';
import type { Autostart } from '../autostart.ts';
import type { Shortcuts } from '../shortcuts.ts';
import { attempt } from './attempt.ts';

/**
 * What main does with one setting, besides storing it. What is read where it is needed has no effect of its own. Refusals are
 * returned, never thrown.
 */
export interface Effect<V> {
  /** At start, with the value in force. */
  start?(value: V): Failure | null;
  /** What the system has, where users can switch it there as well; null: the system does not say. */
  current?(): V | null;
  /** Before the new value is stored: the system may refuse it, and is then as before. `undo` gets the value of before. */
  ask?: Readonly<{
    apply: (value: V) => Failure | null;
    undo: (before: V) => unknown;
    /** Also for the value that is set already: what the system refused at first may work by now. */
    again?: boolean;
  }>;
  /** Once the new value is stored: nothing can refuse it any more. */
  follow?(value: V): void;
}

/** In the order in which they are asked. */
export type Effects = { readonly [K in FormKey]?: Effect<Settings[K]> };

export function createEffects(system: {
  shortcuts: Pick<Shortcuts, 'set' | 'want'>;
  autostart: Autostart;
  setTheme: (theme: Settings['theme']) => void;
  setUpdates: (updates: Settings['updates']) => void;
  log: (message: string) => void;
}): Effects {
  const { shortcuts, autostart } = system;

  const setAutostart = (isOn: boolean) =>
    attempt('autostart_unavailable', () => autostart.set(isOn), system.log);

  return {
    shortcut: {
      start: shortcuts.want,
      ask: { apply: shortcuts.set, undo: shortcuts.want, again: true },
    },
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
    // At start the updater is made with its value.
    updates: { follow: system.setUpdates },
  };
}
