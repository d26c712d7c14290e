import { useTranslation } from 'react-i18next';
import type { Refusal } from '#server/rules/refusals';

/** Puts into words why a source does not take something, with what it says itself; nothing where nothing is known. */
export function useRefusal(): (refused: Readonly<{ reason: Refusal | null }>) => string {
  const { t } = useTranslation('window');
  return ({ reason }) => {
    if (reason === null) return '';
    const { code, params, said } = reason;
    const words = code === 'words' ? null : t(`upstream.refusal.${code}`, params);
    const quoted = said === null ? null : t('upstream.said', { said });
    return [words, quoted].filter((part) => part !== null).join(' ');
  };
}
