import { useTranslation } from 'react-i18next';
import { LOCAL } from '#server/rules/content';
import { useStore, useWindowState } from '../state/state.tsx';
import { COLOURS, LOCAL_COLOUR } from '../ui/colours.ts';

/** Where notifications come from, as it is shown: `dot` is a background. */
export type Origin = Readonly<{ id: string; name: string; dot: string }>;

/** This computer and all sources, in their order; empty without sources, as there is nothing to tell apart. */
export function useOrigins(): readonly Origin[] {
  const { t } = useTranslation('window');
  const sources = useStore(useWindowState().sources)?.sources ?? [];
  if (sources.length === 0) return [];
  return [
    ...sources.map(({ definition: { id, name, colour } }) => ({ id, name, dot: COLOURS[colour] })),
    { id: LOCAL, name: t('source.local'), dot: LOCAL_COLOUR },
  ];
}

/** null: it needs no mention, or is not known. */
export function useOrigin(source: string): Origin | null {
  return useOrigins().find(({ id }) => id === source) ?? null;
}
