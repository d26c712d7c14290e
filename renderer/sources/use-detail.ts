import { useTranslation } from 'react-i18next';
import type { Detail } from '#app/detail';

/** Puts into words what there is to say of a connection; the other side's own ones behind it. */
export function useDetail(): (detail: Detail) => string {
  const { t } = useTranslation('window');
  const inWords = ({ code, params, said }: Detail): string => {
    if (code === null) return said ?? '';
    const words = t(`sources.detail.${code}`, params);
    return said === null ? words : t('sources.said', { words, said });
  };
  return (detail) =>
    detail.channel === undefined
      ? inWords(detail)
      : t('sources.ofChannel', { channel: detail.channel, words: inWords(detail) });
}
