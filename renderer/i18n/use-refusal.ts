import { useTranslation } from 'react-i18next';
import type { AnyParams } from '#app/i18n/types';
import type { Refusal } from '#server/rules/refusals';

/** Words a refusal, followed by the source's own words; empty if nothing is known. A test compares parameters with texts. */
export function useRefusal(): (refused: Readonly<{ reason: Refusal | null }>) => string {
  const { t } = useTranslation('window');
  return ({ reason }) => {
    if (reason === null) return '';
    const { code, params, said } = reason;
    const words = code === 'words' ? null : t(`upstream.refusal.${code}`, params as AnyParams);
    const quoted = said === null ? null : t('upstream.said', { said });
    return [words, quoted].filter((part) => part !== null).join(' ');
  };
}
