import { useTranslation } from 'react-i18next';
import { LOCAL } from '#server/rules/content';
import { useStore, useWindowState } from '../state/state.tsx';

/** The name of a source by its id; of one that is gone, its id. */
export function useSourceName(): (id: string) => string {
  const { t } = useTranslation('window');
  const known = useStore(useWindowState().sources)?.sources ?? [];
  return (id) =>
    id === LOCAL
      ? t('source.local')
      : (known.find(({ definition }) => definition.id === id)?.definition.name ?? id);
}
