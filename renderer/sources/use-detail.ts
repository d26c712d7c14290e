import { useTranslation } from 'react-i18next';
import type { Detail } from '#app/detail';
import type { Failure } from '#app/result';

/** Puts into words what there is to say of a connection; the other side's own ones behind it. */
export function useDetail(): (detail: Detail) => string {
  const { t } = useTranslation('window');
  const inWords = ({ code, params, said }: Detail): string => {
    if (code === null) return said === null ? '' : t('sources.saidOnly', { said });
    const words = t(`sources.detail.${code}`, params);
    return said === null ? words : t('sources.said', { words, said });
  };
  return (detail) =>
    detail.channel === undefined
      ? inWords(detail)
      : t('sources.ofChannel', { channel: detail.channel, words: inWords(detail) });
}

/** Puts into words why main refused something, with what it knows of the connection. */
export function useFailure(): (failure: Failure) => string {
  const { t } = useTranslation('window');
  const inWords = useDetail();
  return ({ code, detail }) =>
    [t(`failure.${code}`), ...(detail === undefined ? [] : [inWords(detail)])].join(' ');
}
