import { useTranslation } from 'react-i18next';
import { type FormKey, isOfType } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { ChoiceField } from './ChoiceField.tsx';
import { NumberField } from './NumberField.tsx';
import { PercentField } from './PercentField.tsx';
import { QuietHoursField } from './quiet-hours/quiet-hours.tsx';
import { ShortcutField } from './ShortcutField.tsx';
import { SoundField } from './SoundField.tsx';
import { SwitchField } from './SwitchField.tsx';
import { TextSizeField } from './TextSizeField.tsx';
import { UpdatesField } from './UpdatesField.tsx';

/** The field for a setting, by its type. Updates also show their progress. */
export function SettingField({ name, status }: { readonly name: FormKey; readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  if (name === 'soundForAll' || name === 'soundForUrgent' || name === 'volume') {
    if (!status.settings.sound) return null;
    if (name !== 'volume') return <SoundField name={name} status={status} />;
    return <PercentField name={name} status={status} step={5} hint={t('settings.field.volume.hint')} />;
  }
  if (name === 'textSize') return <TextSizeField status={status} />;
  if (name === 'updates') return <UpdatesField status={status} />;
  if (isOfType(name, 'boolean')) return <SwitchField name={name} status={status} />;
  if (isOfType(name, 'choice')) {
    return <ChoiceField name={name} status={status} hint={t(`settings.field.${name}.hint`)} />;
  }
  if (isOfType(name, 'integer')) return <NumberField name={name} status={status} />;
  if (isOfType(name, 'shortcut')) return <ShortcutField name={name} status={status} />;
  // The fields of the sounds choose it.
  if (isOfType(name, 'file')) return null;
  if (isOfType(name, 'quietHours')) return <QuietHoursField status={status} />;
  // It is shown beside each source and sender.
  if (isOfType(name, 'lines')) return null;
  // The page of the keyboard has them by command.
  if (isOfType(name, 'keys')) return null;
  return name satisfies never;
}
