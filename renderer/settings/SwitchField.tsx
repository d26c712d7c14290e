import { useTranslation } from 'react-i18next';
import type { Settings } from '#app/settings';
import { Switch } from '../ui/Switch.tsx';
import { Field } from './Field.tsx';
import { useSetting } from './use-setting.ts';

interface SwitchFieldProps {
  readonly settings: Settings;
  readonly name: 'sound' | 'autostart' | 'closeToTray';
}

export function SwitchField({ settings, name }: SwitchFieldProps) {
  const { t } = useTranslation('window');
  const { value, error, save } = useSetting(settings, name);
  return (
    <Field
      id={name}
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}Hint`)}
      error={error === null ? null : t(`failure.${error.code}`)}
    >
      <Switch id={name} checked={value} describedBy={`${name}-about`} onChange={save} />
    </Field>
  );
}
