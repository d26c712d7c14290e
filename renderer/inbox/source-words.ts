import { useTranslation } from 'react-i18next';
import type { Health, SourceHealth } from '#app/state';

/** Connecting at the start or after waking up is not trouble. */
export const troubledSources = ({ sources }: Health): readonly SourceHealth[] =>
  sources.filter(({ problem }) => problem !== 'connecting');

/** Names sources with their problems, like “Shop (signed out), Team (reconnecting…)”. */
export function useSourceWords(): (sources: readonly SourceHealth[]) => string {
  const { t } = useTranslation('window');
  return (sources) =>
    sources
      .map(({ name, problem }) => t('health.source', { name, problem: t(`health.${problem}`) }))
      .join(', ');
}
