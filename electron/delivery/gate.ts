import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import type { Admitted } from '#server/rules/decide/arrange';
import { decide, decideResult } from '#server/rules/decide/decide';
import type { Held, Skip } from '#server/rules/decide/decision';
import type { Situation } from '#server/rules/decide/situation';
import type { Report } from './decision-log.ts';
import type { OnHold } from './on-hold.ts';
import type { Progress } from './progress.ts';
import type { Sight } from './sight.ts';

/** Decides over notifications in the circumstances of this moment. */
export interface Gate {
  decisionOn(item: Notification): ReturnType<typeof decide>;
  /** Whether the result of a button of its sender may appear. */
  decisionOnResult(item: Notification): ReturnType<typeof decideResult>;
  /** Those that no hold keeps back any more. The others wait on, for the reason that holds them now. */
  released<T extends Readonly<{ item: Notification }>>(waiting: readonly T[]): readonly T[];
  /** Those that may appear now. The others are put on hold or skipped; a skip is as final as a toast. */
  admitted(
    items: readonly Notification[],
    isAnnounced: (item: Notification) => boolean,
  ): readonly Admitted<Notification>[];
}

/** Those about which the same is decided, together: they are reported as one. */
function createGroups<D extends Held | Skip>() {
  const groups = new Map<string, { items: Notification[]; decision: D }>();
  return {
    add(item: Notification, decision: D): void {
      const key = JSON.stringify(decision);
      const group = groups.get(key) ?? { items: [], decision };
      group.items.push(item);
      groups.set(key, group);
    },
    all: () => groups.values(),
  };
}

export function createGate(deps: {
  settings: () => Pick<Settings, 'breakThrough' | 'leastPriority' | 'lines'>;
  situation: () => Situation;
  sight: Pick<Sight, 'has'>;
  onHold: Pick<OnHold, 'add'>;
  progress: Pick<Progress, 'announced'>;
  report: Report;
  now: () => Date;
}): Gate {
  const { onHold, progress, report } = deps;

  const circumstances = () => ({ situation: deps.situation(), settings: deps.settings(), now: deps.now() });

  /** One situation for all that are decided together. */
  function decider() {
    const common = circumstances();
    return (item: Notification, announced: boolean) =>
      decide(item, { ...common, announced, inSight: deps.sight.has(item.id) });
  }

  return {
    decisionOn: (item) => decider()(item, false),
    decisionOnResult: (item) => decideResult(item, { ...circumstances(), inSight: deps.sight.has(item.id) }),
    released(waiting) {
      const decisionOn = decider();
      const held = createGroups<Held>();
      const free = waiting.filter(({ item }) => {
        const decision = decisionOn(item, false);
        if (decision.do === 'hold') held.add(item, decision);
        return decision.do !== 'hold';
      });
      for (const { items, decision } of held.all()) onHold.add(items, decision);
      return free;
    },
    admitted(items, isAnnounced) {
      const decisionOn = decider();
      const shown: Admitted<Notification>[] = [];
      const others = createGroups<Held | Skip>();
      for (const item of items) {
        const decision = decisionOn(item, isAnnounced(item));
        if (decision.do === 'show') shown.push({ item, decision });
        else others.add(item, decision);
      }
      for (const { items: alike, decision } of others.all()) {
        if (decision.do === 'hold') {
          onHold.add(alike, decision);
          continue;
        }
        report(alike, decision);
        if (decision.reason !== 'already_announced') progress.announced(alike, 0);
      }
      return shown;
    },
  };
}
