import { useTranslation } from 'react-i18next';
import type { Detail } from '#app/detail';

/** Puts into words what there is to say of a connection; the other side's own ones behind it. */
export function useDetail(): (detail: Detail) => string {
  const { t } = useTranslation('window');
  return ({ code, params, said }) => {
    if (code === null) return said ?? '';
    const words = t(`sources.detail.${code}`, params);
    return said === null ? words : t('sources.said', { words, said });
  };
}
