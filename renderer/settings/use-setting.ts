import { useState } from 'react';
import type { Failure } from '#app/result';
import type { Settings } from '#app/settings';
import { useWindowState } from '../state/window.tsx';

interface Setting<K extends keyof Settings> {
  /** As the user left it: the new value while it is being saved, the old one again when it is refused. */
  readonly value: Settings[K];
  readonly error: Failure | null;
  save(value: Settings[K]): void;
  /** Asks the system once more for what is set. */
  again(): void;
  clearError(): void;
}

/** One setting: a change shows at once, and rolls back with its reason. */
export function useSetting<K extends keyof Settings>(settings: Settings, key: K): Setting<K> {
  const { actions } = useWindowState();
  const [saving, setSaving] = useState<Readonly<{ value: Settings[K] }> | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  return {
    value: saving === null ? settings[key] : saving.value,
    error,
    clearError: () => setError(null),
    again: () => void actions.saveSettings({ [key]: settings[key] }),
    save(value) {
      const change = { value };
      setError(null);
      setSaving(change);
      void actions.saveSettings({ [key]: value }).then((result) => {
        // A later change of the same setting has the last word.
        setSaving((latest) => (latest === change ? null : latest));
        if (!result.ok) setError(result.error);
      });
    },
  };
}
