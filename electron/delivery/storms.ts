import { type Flow, flowAfter } from '#server/rules/decide/storm';

/** Sources that send so much that each has one growing toast. */
export interface Storms {
  /** So many have come from each source. @returns the sources that storm now */
  take(items: readonly Readonly<{ source: string }>[]): ReadonlySet<string>;
  /** Whether the toast of the storm may sound: once. */
  sounds(source: string): boolean;
  /** The user has closed the toast of the storm, and does not want it back. */
  dismiss(source: string): void;
  isDismissed(source: string): boolean;
}

/** @param elapsed milliseconds of a clock that nobody sets */
export function createStorms(elapsed: () => number): Storms {
  const storms = new Map<string, { flow: Flow; hasSounded: boolean; isDismissed: boolean }>();
  return {
    take(items) {
      const counts = new Map<string, number>();
      for (const { source } of items) counts.set(source, (counts.get(source) ?? 0) + 1);
      const now = new Set<string>();
      for (const [source, count] of counts) {
        const before = storms.get(source);
        const flow = flowAfter(before?.flow, count, elapsed());
        const goesOn = flow.isStorm && before?.flow.isStorm === true;
        storms.set(source, {
          flow,
          hasSounded: goesOn && before.hasSounded,
          isDismissed: goesOn && before.isDismissed,
        });
        if (flow.isStorm) now.add(source);
      }
      return now;
    },
    sounds(source) {
      const storm = storms.get(source);
      if (storm === undefined || storm.hasSounded) return false;
      storm.hasSounded = true;
      return true;
    },
    dismiss(source) {
      const storm = storms.get(source);
      if (storm !== undefined) storm.isDismissed = true;
    },
    isDismissed: (source) => storms.get(source)?.isDismissed === true,
  };
}
