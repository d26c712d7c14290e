import { isRecordKind } from '#server/rules/source-kinds';
import { useStore, useWindowState } from '../state/state.tsx';

/** Whether a source's server has rules and mutes of its own, so that those of this computer do not concern it. */
export function useDecidesItself(): (source: string) => boolean {
  const known = useStore(useWindowState().sources)?.sources ?? [];
  return (source) =>
    known.some(({ definition }) => definition.id === source && isRecordKind(definition.kind));
}
