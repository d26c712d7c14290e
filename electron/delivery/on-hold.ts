import type { Notification } from '#server/notification';
import type { LogDecision } from './decision-log.ts';

/** Notifications that wait for the end of a pause, or for a notification daemon. */
export interface OnHold {
  add(items: Iterable<Notification>, reason: 'paused' | 'no_notifier'): void;
  /** Replaces the notification, if it is on hold. */
  update(item: Notification): void;
  has(id: string): boolean;
  drop(id: string): void;
  /** Removes all of them. @returns them in the order in which they came */
  takeAll(): readonly Notification[];
  clear(): void;
}

export function createOnHold(log: LogDecision): OnHold {
  const waiting = new Map<string, Notification>();
  return {
    add(items, reason) {
      const all = [...items];
      const fresh = all.filter(({ id }) => !waiting.has(id));
      log(fresh, 'hold', reason);
      for (const item of all) waiting.set(item.id, item);
    },
    update(item) {
      if (waiting.has(item.id)) waiting.set(item.id, item);
    },
    has: (id) => waiting.has(id),
    drop: (id) => void waiting.delete(id),
    takeAll() {
      const all = [...waiting.values()];
      waiting.clear();
      return all;
    },
    clear: () => waiting.clear(),
  };
}
