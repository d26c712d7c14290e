import { useTranslation } from 'react-i18next';
import type { WindowCommandId } from './table.ts';

/** What a command is called. `version`: the one that an update leads to. */
export function useCommandTitle(): (id: WindowCommandId, version?: string) => string {
  const { t } = useTranslation('window');
  return (id, version = '') => t(`command.${id}.title`, { version }).trim();
}
