import type { Notification } from '#server/notification';

/** Notifications that this run has accepted for delivery. The mark does not show that: something missed may come after something newer. */
export interface Accepted {
  has(item: Notification): boolean;
  add(item: Notification): void;
  /** The inbox is complete up to this revision: nothing created before it arrives again. */
  completeTo(revision: number): void;
  clear(): void;
  readonly size: number;
}

export function createAccepted(): Accepted {
  /** Ids, each with the revision at which the notification was created. */
  const ids = new Map<string, number>();
  return {
    has: ({ id }) => ids.has(id),
    add: ({ id, created_revision }) => void ids.set(id, created_revision),
    completeTo(revision) {
      for (const [id, created] of ids) if (created <= revision) ids.delete(id);
    },
    clear: () => ids.clear(),
    get size() {
      return ids.size;
    },
  };
}
