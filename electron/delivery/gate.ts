import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import type { Admitted } from '#server/rules/decide/arrange';
import { decide } from '#server/rules/decide/decide';
import type { Skip } from '#server/rules/decide/decision';
import type { Situation } from '#server/rules/decide/situation';
import type { Report } from './decision-log.ts';
import type { OnHold } from './on-hold.ts';
import type { Progress } from './progress.ts';
import type { Sight } from './sight.ts';

/** Decides over notifications in the circumstances of this moment. */
export interface Gate {
  decisionOn(item: Notification): ReturnType<typeof decide>;
  /** Those that may appear now. The others are put on hold or skipped; a skip is as final as a toast. */
  admitted(
    items: readonly Notification[],
    isAnnounced: (item: Notification) => boolean,
  ): readonly Admitted<Notification>[];
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

  /** One situation for all that are decided together. */
  function decider() {
    const common = { situation: deps.situation(), settings: deps.settings(), now: deps.now() };
    return (item: Notification, announced: boolean) =>
      decide(item, { ...common, announced, inSight: deps.sight.has(item.id) });
  }

  return {
    decisionOn: (item) => decider()(item, false),
    admitted(items, isAnnounced) {
      const decisionOn = decider();
      const shown: Admitted<Notification>[] = [];
      const skipped = new Map<string, { alike: Notification[]; decision: Skip }>();
      for (const item of items) {
        const decision = decisionOn(item, isAnnounced(item));
        if (decision.do === 'show') shown.push({ item, decision });
        else if (decision.do === 'hold') onHold.add([item], decision);
        else {
          const key = JSON.stringify(decision);
          const among = skipped.get(key) ?? { alike: [], decision };
          among.alike.push(item);
          skipped.set(key, among);
        }
      }
      for (const { alike, decision } of skipped.values()) {
        report(alike, decision);
        if (decision.reason !== 'already_announced') progress.announced(alike, 0);
      }
      return shown;
    },
  };
}
