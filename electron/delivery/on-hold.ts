import type { Notification } from '#server/notification';
import type { Held } from '#server/rules/decide/decision';
import type { Report } from './decision-log.ts';

type Waiting = Readonly<{ item: Notification; decision: Held }>;

/** Notifications that wait for the end of a hold, or for a notification daemon. */
export interface OnHold {
  /** One that waits already gets the new reason; only another reason is reported. */
  add(items: Iterable<Notification>, decision: Held): void;
  /** Replaces the notification, if it is on hold. */
  update(item: Notification): void;
  has(id: string): boolean;
  drop(id: string): void;
  /** In the order in which they came. */
  all(): readonly Waiting[];
  clear(): void;
}

export function createOnHold(report: Report): OnHold {
  const waiting = new Map<string, Waiting>();
  return {
    add(items, decision) {
      const all = [...items];
      report(
        all.filter(({ id }) => waiting.get(id)?.decision.reason !== decision.reason),
        decision,
      );
      for (const item of all) waiting.set(item.id, { item, decision });
    },
    update(item) {
      const before = waiting.get(item.id);
      if (before !== undefined) waiting.set(item.id, { ...before, item });
    },
    has: (id) => waiting.has(id),
    drop: (id) => void waiting.delete(id),
    all: () => [...waiting.values()],
    clear: () => waiting.clear(),
  };
}
