import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SETTINGS } from '#app/rules/settings';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

/** Settings in percent. */
export type Percent = 'volume' | 'textSize';

interface PercentFieldProps {
  readonly name: Percent;
  readonly status: SettingsStatus;
  readonly step: number;
  readonly hint: string;
}

/** A slider, moved with the pointer or the arrow keys; saved when it is let go. */
export function PercentField({ name, status, step, hint }: PercentFieldProps) {
  const { t } = useTranslation('window');
  const { value: saved, error, locked, save } = useSetting(status, name);
  /** Where the slider is while it is moved; null: it is not. */
  const [moved, setMoved] = useState<number | null>(null);
  const value = moved ?? saved;

  function commit(): void {
    if (moved !== null && moved !== saved) save(moved);
    setMoved(null);
  }

  return (
    <Field id={name} label={t(`settings.field.${name}.label`)} hint={hint} error={error} locked={locked}>
      <span className="flex items-center gap-2">
        <input
          id={name}
          type="range"
          {...SETTINGS[name].bounds}
          step={step}
          value={value}
          disabled={locked}
          aria-describedby={`${name}-about`}
          aria-valuetext={t('settings.percent', { value })}
          className="w-32 accent-accent-fill"
          onChange={(event) => setMoved(Number(event.target.value))}
          onPointerUp={commit}
          onKeyUp={commit}
          onBlur={commit}
        />
        <span aria-hidden className="w-11 text-end text-[13px] text-muted tabular-nums">
          {t('settings.percent', { value })}
        </span>
      </span>
    </Field>
  );
}
