import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SETTINGS } from '#app/rules/settings';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

/** Moved with the pointer or the arrow keys; saved when it is let go. */
export function VolumeField({ status }: { readonly status: SettingsStatus }) {
  const { t } = useTranslation('window');
  const { value, error, locked, save } = useSetting(status, 'volume');
  /** Where the slider is while it is moved; null: it is not. */
  const [moved, setMoved] = useState<number | null>(null);
  const volume = moved ?? value;

  function commit(): void {
    if (moved !== null && moved !== value) save(moved);
    setMoved(null);
  }

  return (
    <Field
      id="volume"
      label={t('settings.field.volume.label')}
      hint={t('settings.field.volume.hint')}
      error={error}
      locked={locked}
    >
      <span className="flex items-center gap-2">
        <input
          id="volume"
          type="range"
          {...SETTINGS.volume.bounds}
          step={5}
          value={volume}
          disabled={locked}
          aria-describedby="volume-about"
          aria-valuetext={t('settings.sounds.percent', { volume })}
          className="w-32 accent-accent-fill"
          onChange={(event) => setMoved(Number(event.target.value))}
          onPointerUp={commit}
          onKeyUp={commit}
          onBlur={commit}
        />
        <span aria-hidden className="w-11 text-end text-[13px] text-muted tabular-nums">
          {t('settings.sounds.percent', { volume })}
        </span>
      </span>
    </Field>
  );
}
