import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#app/settings';
import { Field } from './Field.tsx';
import { useSetting } from './use-setting.ts';

/** Bounds of the settings' schema; the main process checks them again. */
const MIN = 1_024;
const MAX = 65_535;

export function PortField({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('window');
  const setting = useSetting(settings, 'port');
  /** What is being typed; null: nothing. */
  const [draft, setDraft] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);

  function commit(): void {
    if (draft === null) return;
    const port = /^\d+$/.test(draft.trim()) ? Number(draft) : Number.NaN;
    const fits = port >= MIN && port <= MAX;
    setInvalid(!fits);
    if (!fits) return;
    setDraft(null);
    if (port !== setting.value) setting.save(port);
  }

  const refused = setting.error === null ? null : t(`failure.${setting.error.code}`);
  return (
    <Field
      id="port"
      label={t('settings.port')}
      hint={t('settings.portHint')}
      error={invalid ? t('settings.portInvalid', { min: MIN, max: MAX }) : refused}
    >
      <input
        id="port"
        inputMode="numeric"
        autoComplete="off"
        aria-describedby="port-about"
        aria-invalid={invalid}
        value={draft ?? String(setting.value)}
        className="h-8 w-20 rounded-md border border-line bg-canvas px-2 text-[13px] tabular-nums select-text"
        onChange={(event) => {
          setDraft(event.target.value);
          setInvalid(false);
          setting.clearError();
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </Field>
  );
}
