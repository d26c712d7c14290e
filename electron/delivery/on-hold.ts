import type { Notification } from '#server/notification';
import type { Note } from './decision-log.ts';

/** Those that a pause holds back, or for which there is nobody to show them. */
export interface OnHold {
  add(items: Iterable<Notification>, reason: 'paused' | 'no_notifier'): void;
  /** They are as they are given here. */
  update(item: Notification): void;
  drop(id: string): void;
  /** In the order in which they came; none is held then. */
  takeAll(): readonly Notification[];
  clear(): void;
}

export function createOnHold(note: Note): OnHold {
  const held = new Map<string, Notification>();
  return {
    add(items, reason) {
      const all = [...items];
      const fresh = all.filter(({ id }) => !held.has(id));
      note(fresh, 'hold', reason);
      for (const item of all) held.set(item.id, item);
    },
    update(item) {
      if (held.has(item.id)) held.set(item.id, item);
    },
    drop: (id) => void held.delete(id),
    takeAll() {
      const all = [...held.values()];
      held.clear();
      return all;
    },
    clear: () => held.clear(),
  };
}
