import { useTranslation } from 'react-i18next';
import type { DETAILS, Detail } from '#app/detail';
import type { Failure } from '#app/result';

/** Everything that details are filled in with. Each detail brings what `DETAILS` lists; a test compares that with its text. */
type Params = Readonly<Record<(typeof DETAILS)[keyof typeof DETAILS][number], number>>;

/** Words a detail of a connection, followed by the server's own words. */
export function useDetail(): (detail: Detail) => string {
  const { t } = useTranslation('window');
  const inWords = ({ code, params, said }: Detail): string => {
    if (code === null) return said === null ? '' : t('sources.saidOnly', { said });
    const words = t(`sources.detail.${code}`, params as Params);
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
