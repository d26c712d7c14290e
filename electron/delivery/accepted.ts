import type { Notification } from '#server/notification';

/** Those that this run has taken on. Not the mark tells: what was missed may come after something newer. */
export interface Accepted {
  has(item: Notification): boolean;
  add(item: Notification): void;
  /** The inbox is level up to there: nothing that was made until then arrives a second time. */
  level(revision: number): void;
  clear(): void;
  readonly size: number;
}

export function createAccepted(): Accepted {
  /** By id, the revision with which it was made. */
  const ids = new Map<string, number>();
  return {
    has: ({ id }) => ids.has(id),
    add: ({ id, created_revision }) => void ids.set(id, created_revision),
    level(revision) {
      for (const [id, made] of ids) if (made <= revision) ids.delete(id);
    },
    clear: () => ids.clear(),
    get size() {
      return ids.size;
    },
  };
}
