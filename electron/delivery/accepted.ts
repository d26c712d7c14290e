import type { Notification } from '#server/notification';
import { newsRevision } from '#server/rules/order';

/** Notifications that this run has accepted for delivery. The mark does not show that: something missed may come after something newer. */
export interface Accepted {
  has(item: Notification): boolean;
  add(item: Notification): void;
  /** The inbox is complete up to this revision: nothing that came to the top before it arrives again. */
  completeTo(revision: number): void;
  clear(): void;
  readonly size: number;
}

export function createAccepted(): Accepted {
  /** Ids, each with the revision at which the notification came to the top: the end of a snooze brings it there again. */
  const ids = new Map<string, number>();
  return {
    has: (item) => newsRevision(item) <= (ids.get(item.id) ?? -1),
    add: (item) => void ids.set(item.id, newsRevision(item)),
    completeTo(revision) {
      for (const [id, surfaced] of ids) if (surfaced <= revision) ids.delete(id);
    },
    clear: () => ids.clear(),
    get size() {
      return ids.size;
    },
  };
}
