import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyOf, SETTINGS, type Settings } from '#app/rules/settings';
import { Segments } from '../ui/Segments.tsx';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

type Choices = KeyOf<'choice'>;
type ChoiceWord = { [K in Choices]: `settings.field.${K}.choice.${Settings[K]}` }[Choices];

const ICONS: { readonly [K in Choices]?: Readonly<Record<string, LucideIcon>> } = {
  theme: { system: Monitor, light: Sun, dark: Moon },
};

interface ChoiceFieldProps {
  readonly name: Choices;
  readonly status: SettingsStatus;
  readonly hint?: ReactNode;
  /** Beside the choices. */
  readonly children?: ReactNode;
}

export function ChoiceField({ name, status, hint, children }: ChoiceFieldProps) {
  const { t } = useTranslation('window');
  const { value, error, locked, save } = useSetting(status, name);
  const choices: readonly Settings[Choices][] = SETTINGS[name].choices;
  return (
    <Field
      group
      id={name}
      label={t(`settings.field.${name}.label`)}
      hint={hint}
      error={error}
      locked={locked}
    >
      {children}
      <Segments
        name={name}
        value={value}
        disabled={locked}
        choices={choices.map((choice) => ({
          value: choice,
          // The compiler does not know that the choice is one of this setting.
          label: t(`settings.field.${name}.choice.${choice}` as ChoiceWord),
          icon: ICONS[name]?.[choice],
        }))}
        onChange={save}
      />
    </Field>
  );
}
