import { FolderOpen, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#app/result';
import { SETTINGS } from '#app/rules/settings';
import type { SoundChoice } from '#app/rules/sounds';
import { useWindowState } from '../state/state.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { FRAME } from '../ui/inputs.tsx';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

interface SoundFieldProps {
  readonly name: 'soundForAll' | 'soundForUrgent';
  readonly status: SettingsStatus;
}

/** Name of a file without its folder, with either system's separators. */
const fileName = (file: string): string => file.split(/[/\\]/).at(-1) ?? file;

/** A sound: choosing one plays it, and so does its button. */
export function SoundField({ name, status }: SoundFieldProps) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const setting = useSetting(status, name);
  const [refused, setRefused] = useState<string | null>(null);
  const choices = SETTINGS[name].choices;
  const file = status.settings.soundFile;
  const label = t(`settings.field.${name}.label`);

  function tell(result: Result<unknown>): void {
    setRefused(result.ok ? null : t(`failure.${result.error.code}`));
  }
  const play = async (sound: SoundChoice): Promise<void> => tell(await actions.playSound(sound));
  async function choose(): Promise<void> {
    const result = await actions.chooseSound();
    if (result.ok && result.value !== null) await play('file');
    else tell(result);
  }
  function change(text: string): void {
    const choice = choices.find((one) => one === text);
    if (choice === undefined) return;
    setRefused(null);
    setting.save(choice);
    if (choice === 'file' && file === '') void choose();
    else if (choice !== 'none') void play(choice);
  }

  return (
    <Field
      id={name}
      label={label}
      hint={t(`settings.field.${name}.hint`)}
      error={setting.error ?? refused}
      locked={setting.locked}
    >
      <span className="flex max-w-full items-center gap-1">
        <select
          id={name}
          value={setting.value}
          disabled={setting.locked}
          aria-describedby={`${name}-about`}
          className={`h-8 max-w-48 ${FRAME} px-2 text-[13px]`}
          onChange={(event) => change(event.target.value)}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice === 'file' && file !== ''
                ? fileName(file)
                : t(`settings.field.${name}.choice.${choice}`)}
            </option>
          ))}
        </select>
        {setting.value === 'file' ? (
          <IconButton
            icon={FolderOpen}
            small
            label={t('settings.sounds.choose')}
            onClick={() => void choose()}
          />
        ) : null}
        <IconButton
          icon={Play}
          small
          idle={setting.value === 'none'}
          label={t('settings.sounds.play', { name: label })}
          onClick={() => void play(setting.value)}
        />
      </span>
    </Field>
  );
}
