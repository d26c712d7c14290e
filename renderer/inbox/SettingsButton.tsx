import { Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useKeyHint } from '../commands/commands.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { IconButton } from '../ui/IconButton.tsx';

/** Opens the settings; while a rule has unsaved text, that rule. */
export function SettingsButton() {
  const { t } = useTranslation('window');
  const { navigation, dirtyRules } = useWindowState();
  const isDirty = useStore(dirtyRules).size > 0;
  const title = t('command.settings.open.title');
  return (
    <IconButton
      icon={Settings}
      label={isDirty ? t('rules.unfinished', { title }) : title}
      caption={title}
      keys={useKeyHint('settings.open')}
      dot={isDirty ? 'accent' : undefined}
      onClick={() => navigation.go(isDirty ? 'rules' : 'settings')}
    />
  );
}
