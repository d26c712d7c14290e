import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormKey, Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/state.tsx';

export type SettingsStatus = Pick<AppStatus, 'settings' | 'lockedSettings'>;

interface Setting<K extends FormKey> {
  /** As the user left it: the new value while it is being saved, the old one again when it is refused. */
  readonly value: Settings[K];
  /** An administrator has set it. */
  readonly locked: boolean;
  /** Why the last change was refused, in words. */
  readonly error: string | null;
  save(value: Settings[K]): void;
  /** Asks the system once more for what is set. */
  again(): void;
  clearError(): void;
}

/** One setting: a change shows at once, and rolls back with its reason. */
export function useSetting<K extends FormKey>(status: SettingsStatus, key: K): Setting<K> {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const { settings } = status;
  const [saving, setSaving] = useState<Readonly<{ value: Settings[K] }> | null>(null);
  const [error, setError] = useState<string | null>(null);
  return {
    value: saving === null ? settings[key] : saving.value,
    locked: status.lockedSettings.includes(key),
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
        if (!result.ok) setError(t(`failure.${result.error.code}`));
      });
    },
  };
}
