import { useEffect } from 'react';
import type { Failure } from '#app/result';
import type { Mute } from '#server/decisions';
import { useStore, useWindowState } from '../state/state.tsx';
import { useDecidesItself } from './use-decides-itself.ts';

export type Muted = Pick<Mute, 'what' | 'source' | 'key'>;

export interface Mutes {
  /** Of all sources, each from where it holds. */
  readonly all: readonly Mute[];
  /** Whether something of this source can be muted: the server of a source that mutes itself may be too old, or not be known yet. */
  can(source: string): boolean;
  /** Whether a mute of this source holds for every device of its user. */
  isEverywhere(source: string): boolean;
  /** Until it is unmuted. @returns why not */
  mute(thing: Muted): Promise<Failure | null>;
  unmute(mute: Pick<Mute, 'id' | 'source'>): Promise<Failure | null>;
}

/** Mutes of this computer, and those of sources that are the record of their rows, which hold for every device of their user. */
export function useMutes(): Mutes {
  const { rules, sources } = useWindowState();
  const { state } = useStore(rules);
  const views = useStore(sources)?.sources ?? [];
  const isElsewhere = useDecidesItself();
  useEffect(() => rules.need(), [rules]);
  const there = (source: string) => views.find(({ definition }) => definition.id === source)?.mutes ?? null;

  return {
    all: [...(state?.mutes ?? []), ...views.flatMap(({ mutes }) => mutes ?? [])],
    can: (source) => !isElsewhere(source) || there(source) !== null,
    isEverywhere: isElsewhere,
    mute(thing) {
      const { what, source, key } = thing;
      if (!isElsewhere(source)) return rules.mute(thing, null);
      const action = {
        kind: 'mute',
        what,
        source,
        ...(what === 'source' ? {} : { key }),
        until: null,
      } as const;
      return sources.decide(source, { action });
    },
    unmute: ({ id, source }) =>
      isElsewhere(source)
        ? sources.decide(source, { action: { kind: 'unmute', mute: id } })
        : rules.unmute(id),
  };
}
