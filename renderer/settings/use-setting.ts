import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormKey, Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/state.tsx';

export type SettingsStatus = Pick<AppStatus, 'settings' | 'lockedSettings'>;

interface Setting<K extends FormKey> {
  /** The new value while it is being saved; the old one again if it is refused. */
  readonly value: Settings[K];
  /** An administrator has set it. */
  readonly locked: boolean;
  /** Why the last change was refused, in words. */
  readonly error: string | null;
  save(value: Settings[K]): void;
  /** Asks the system again for the value that is set. */
  again(): void;
  clearError(): void;
}

/** One setting. A change shows at once; if it is refused, it rolls back and gives the reason. */
export function useSetting<K extends FormKey>(status: SettingsStatus, key: K): Setting<K> {
  const { t } = useTranslation('window');
  const { settings: changes } = useWindowState();
  const { settings } = status;
  const [saving, setSaving] = useState<Readonly<{ value: Settings[K] }> | null>(null);
  const [error, setError] = useState<string | null>(null);
  return {
    value: saving === null ? settings[key] : saving.value,
    locked: status.lockedSettings.includes(key),
    error,
    clearError: () => setError(null),
    again: () => void changes.patch({ [key]: settings[key] }),
    save(value) {
      const change = { value };
      setError(null);
      setSaving(change);
      void changes.patch({ [key]: value }).then((result) => {
        // A later change of the same setting wins.
        setSaving((latest) => (latest === change ? null : latest));
        if (!result.ok) setError(t(`failure.${result.error.code}`));
      });
    },
  };
}
