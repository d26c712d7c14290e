import type { GlobalShortcut } from 'electron';
import type { Failure } from '#app/result';

export interface Shortcuts {
  /** Registers instead of the one before; empty: none. A refused one leaves the one before in force. */
  set(accelerator: string): Failure | null;
  dispose(): void;
}

/** The one global shortcut. */
export function createShortcuts(deps: {
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
  onPress: () => void;
}): Shortcuts {
  let active = '';

  function register(accelerator: string): Failure | null {
    try {
      if (deps.globalShortcut.register(accelerator, deps.onPress)) return null;
    } catch {
      return { code: 'shortcut_invalid', message: `${accelerator} is not a key combination.` };
    }
    return { code: 'shortcut_taken', message: `${accelerator} is taken by another application.` };
  }

  return {
    set(accelerator) {
      if (accelerator === active) return null;
      const refused = accelerator === '' ? null : register(accelerator);
      if (refused !== null) return refused;
      if (active !== '') deps.globalShortcut.unregister(active);
      active = accelerator;
      return null;
    },
    dispose() {
      if (active !== '') deps.globalShortcut.unregister(active);
      active = '';
    },
  };
}
