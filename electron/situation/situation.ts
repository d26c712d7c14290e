import { type Hold, isExposedBy, type Situation } from '#server/rules/decide/situation';
import type { Focus } from '../system/focus/focus.ts';
import type { Pause, Presenting } from './pause.ts';
import type { QuietWatch } from './quiet.ts';

export type { Pause, Presenting } from './pause.ts';

export interface SituationWatch {
  now(): Situation;
  /** Those of `now`, without asking for the last input. */
  holds(): readonly Hold[];
  /** A hold has begun or ended, or something else of it has changed. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

type Source = Readonly<{ onChange: (listener: () => void) => () => void; dispose: () => void }>;

/** What this computer says. Each part fails open: what is unknown holds nothing back. */
type Parts = Readonly<{
  pause: Pick<Pause, 'until'> & Source;
  presenting: Pick<Presenting, 'until'> & Source;
  quiet: Pick<QuietWatch, 'now'> & Source;
  focus: Pick<Focus, 'now'> & Source;
  lock: Readonly<{ isLocked: () => boolean }> & Source;
  idle: Readonly<{ isIdle: () => boolean }> & Source;
}>;

/** Joins all that decides whether this is a moment to interrupt. */
export function createSituation(parts: Parts): SituationWatch {
  const { pause, presenting, quiet, focus, lock, idle } = parts;
  const sources: readonly Source[] = Object.values(parts);

  function holds(): readonly Hold[] {
    const paused = pause.until();
    const hours = quiet.now();
    const disturbed = focus.now();
    const found: Hold[] = [];
    if (paused !== null) found.push({ reason: 'paused', by: null, until: paused });
    if (hours !== null) {
      const until = hours.until === null ? null : new Date(hours.until).toISOString();
      found.push({ reason: 'quiet_hours', by: null, until });
    }
    if (disturbed !== null) found.push({ reason: 'do_not_disturb', by: disturbed.by, until: null });
    if (lock.isLocked()) found.push({ reason: 'locked', by: null, until: null });
    return found;
  }

  return {
    holds,
    now() {
      const found = holds();
      const isExposed = isExposedBy(found, presenting.until() !== null);
      return { holds: found, isExposed, isIdle: idle.isIdle() };
    },
    onChange(listener) {
      const ends = sources.map((source) => source.onChange(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    dispose() {
      for (const source of sources) source.dispose();
    },
  };
}
