import { useTranslation } from 'react-i18next';
import { useKeyHint } from '../commands/commands.ts';
import { PercentField } from './PercentField.tsx';
import type { SettingsStatus } from './use-setting.ts';

/** The size of the text, with the keys that also change it. */
export function TextSizeField({ status }: { readonly status: SettingsStatus }) {
  const { t } = useTranslation('window');
  const larger = useKeyHint('text.larger').label ?? '';
  const smaller = useKeyHint('text.smaller').label ?? '';
  const hint = t('settings.field.textSize.hint', { larger, smaller });
  return <PercentField name="textSize" status={status} step={10} hint={hint} />;
}
