import { useTranslation } from 'react-i18next';
import type { KeyOf } from '#app/rules/settings';
import { Switch } from '../ui/Switch.tsx';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

export function SwitchField(props: { readonly name: KeyOf<'boolean'>; readonly status: SettingsStatus }) {
  const { name } = props;
  const { t } = useTranslation('window');
  const { value, error, locked, save } = useSetting(props.status, name);
  return (
    <Field
      id={name}
      label={t(`settings.field.${name}.label`)}
      hint={t(`settings.field.${name}.hint`)}
      error={error}
      locked={locked}
    >
      <Switch id={name} checked={value} disabled={locked} describedBy={`${name}-about`} onChange={save} />
    </Field>
  );
}
