import type { Notification } from '#server/notification';
import type { Turn } from '#server/rules/decide/arrange';
import type { Situation } from '#server/rules/decide/situation';
import type { Gate } from './gate.ts';
import type { OnHold } from './on-hold.ts';

type Occasion = Exclude<Turn['occasion'], 'live'>;

/** What appears later, in one toast for each occasion: what a hold has kept back, and what appeared while nobody was there. */
export interface Later {
  /** The toast of these has closed. */
  closed(items: readonly Notification[]): void;
  /**
   * Takes out what may appear by now.
   * @param hasNotifier what waits for a notification daemon may appear, too
   */
  take(hasNotifier: boolean): ReadonlyMap<Occasion, readonly Notification[]>;
  update(item: Notification): void;
  drop(id: string): void;
  clear(): void;
}

export function createLater(deps: {
  onHold: Omit<OnHold, 'add' | 'has'>;
  gate: Pick<Gate, 'released'>;
  situation: () => Pick<Situation, 'isIdle'>;
}): Later {
  const { onHold, gate, situation } = deps;
  /** What appeared while nobody was there. */
  const unseen = new Map<string, Notification>();
  return {
    closed(items) {
      if (situation().isIdle) for (const item of items) unseen.set(item.id, item);
    },
    take(hasNotifier) {
      const ended = new Map<Occasion, Notification[]>();
      const waiting = onHold.all().filter(({ decision }) => hasNotifier || decision.reason !== 'no_notifier');
      for (const { item, decision } of gate.released(waiting)) {
        onHold.drop(item.id);
        const occasion = decision.reason === 'no_notifier' ? 'away' : decision.reason;
        const among = ended.get(occasion) ?? [];
        among.push(item);
        ended.set(occasion, among);
      }
      if (unseen.size > 0 && !situation().isIdle) {
        ended.set('unseen', [...unseen.values()]);
        unseen.clear();
      }
      return ended;
    },
    update(item) {
      onHold.update(item);
      if (unseen.has(item.id)) unseen.set(item.id, item);
    },
    drop(id) {
      onHold.drop(id);
      unseen.delete(id);
    },
    clear() {
      onHold.clear();
      unseen.clear();
    },
  };
}
