import { useTranslation } from 'react-i18next';
import type { DETAILS, Detail } from '#app/detail';

/** All that details are filled in with. Each brings what `DETAILS` says for it, which a test compares with its words. */
type Params = Readonly<Record<(typeof DETAILS)[keyof typeof DETAILS][number], number>>;

/** Puts into words what there is to say of a connection; the other side's own ones behind it. */
export function useDetail(): (detail: Detail) => string {
  const { t } = useTranslation('window');
  const inWords = ({ code, params, said }: Detail): string => {
    if (code === null) return said ?? '';
    const words = t(`sources.detail.${code}`, params as Params);
    return said === null ? words : t('sources.said', { words, said });
  };
  return (detail) =>
    detail.channel === undefined
      ? inWords(detail)
      : t('sources.ofChannel', { channel: detail.channel, words: inWords(detail) });
}
