import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyOf, SETTINGS } from '#app/rules/settings';
import { FRAME } from '../ui/inputs.tsx';
import { Field } from './Field.tsx';
import type { Percent } from './PercentField.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

export function NumberField(props: {
  readonly name: Exclude<KeyOf<'integer'>, Percent>;
  readonly status: SettingsStatus;
}) {
  const { name } = props;
  const { t } = useTranslation('window');
  const setting = useSetting(props.status, name);
  const { bounds } = SETTINGS[name];
  /** What the user is typing; null: nothing. */
  const [draft, setDraft] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);

  function commit(): void {
    if (draft === null) return;
    const number = /^-?\d+$/.test(draft.trim()) ? Number(draft) : Number.NaN;
    // The main process checks it again.
    const fits = number >= bounds.min && number <= bounds.max;
    setInvalid(!fits);
    if (!fits) return;
    setDraft(null);
    if (number !== setting.value) setting.save(number);
  }

  return (
    <Field
      id={name}
      label={t(`settings.field.${name}.label`)}
      hint={t(`settings.field.${name}.hint`)}
      error={invalid ? t('settings.outOfBounds', bounds) : setting.error}
      locked={setting.locked}
    >
      <input
        id={name}
        disabled={setting.locked}
        inputMode="numeric"
        autoComplete="off"
        aria-describedby={`${name}-about`}
        aria-invalid={invalid}
        value={draft ?? String(setting.value)}
        className={`h-8 w-20 ${FRAME} px-2 text-[13px] tabular-nums select-text disabled:text-muted`}
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
