import type { Notification } from '#server/notification';

type Shown = Readonly<{ single: boolean; items: Map<string, Notification> }>;

/** What the toasts on the screen stand for. */
export interface Screen {
  /** The toast with this key now stands for these. */
  put(key: string, single: boolean, items: readonly Notification[]): void;
  /** @returns the toast that stands for this alone, and as what; null: there is none */
  update(item: Notification): Readonly<{ key: string; earlier: Notification }> | null;
  get(key: string): Readonly<{ single: boolean; items: readonly Notification[] }> | null;
  forget(key: string): void;
  /** @returns keys of toasts that stand for nothing any more */
  remove(ids: ReadonlySet<string>): readonly string[];
  keys(): readonly string[];
  clear(): void;
}

export function createScreen(): Screen {
  const shown = new Map<string, Shown>();
  return {
    put(key, single, items) {
      shown.set(key, { single, items: new Map(items.map((item) => [item.id, item])) });
    },
    update(item) {
      let found: ReturnType<Screen['update']> = null;
      for (const [key, { single, items }] of shown) {
        const earlier = items.get(item.id);
        if (earlier === undefined) continue;
        items.set(item.id, item);
        if (single) found = { key, earlier };
      }
      return found;
    },
    get(key) {
      const found = shown.get(key);
      return found === undefined ? null : { single: found.single, items: [...found.items.values()] };
    },
    forget(key) {
      shown.delete(key);
    },
    remove(ids) {
      const emptied: string[] = [];
      for (const [key, { items }] of shown) {
        for (const id of ids) items.delete(id);
        if (items.size === 0) emptied.push(key);
      }
      for (const key of emptied) shown.delete(key);
      return emptied;
    },
    keys: () => [...shown.keys()],
    clear() {
      shown.clear();
    },
  };
}
