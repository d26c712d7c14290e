import type { Notification } from '#server/notification';
import { REMEMBERED } from './notifiers/notifiers.ts';

type Shown = Readonly<{ place: string; single: boolean; items: Map<string, Notification> }>;
type Left = Readonly<{ single: boolean; ids: Set<string> }>;

/** What the toasts stand for: those on the screen, and those that have left it and may lie in a notification centre. */
export interface Screen {
  /** A toast for these comes into the place. @returns its key: that of the one on the screen there, else a new one */
  put(place: string, single: boolean, items: readonly Notification[]): string;
  /** @returns the toast on the screen that stands for this alone, and as what; null: there is none */
  update(item: Notification): Readonly<{ key: string; earlier: Notification }> | null;
  /** What the toast on the screen in this place stands for. */
  at(place: string): readonly Notification[];
  /** The toast is on the screen and stands for exactly this. */
  shows(key: string, item: Notification): boolean;
  /** What a click on it is about, on the screen or not. */
  meaning(key: string): Readonly<{ single: boolean; ids: readonly string[] }> | null;
  /** It has left the screen. */
  left(key: string): void;
  /** It never appeared. */
  forget(key: string): void;
  /** @returns keys of toasts that stand for nothing any more */
  remove(ids: ReadonlySet<string>): readonly string[];
  keys(): readonly string[];
  clear(): void;
}

export function createScreen(): Screen {
  const shown = new Map<string, Shown>();
  const left = new Map<string, Left>();
  let keys = 0;
  const inPlace = (place: string) => [...shown].find(([, toast]) => toast.place === place);

  return {
    put(place, single, items) {
      keys += 1;
      const key = inPlace(place)?.[0] ?? `${place}#${keys}`;
      shown.set(key, { place, single, items: new Map(items.map((item) => [item.id, item])) });
      return key;
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
    at: (place) => [...(inPlace(place)?.[1].items.values() ?? [])],
    shows: (key, item) => shown.get(key)?.items.get(item.id) === item,
    meaning(key) {
      const found = shown.get(key);
      if (found !== undefined) return { single: found.single, ids: [...found.items.keys()] };
      const gone = left.get(key);
      return gone === undefined ? null : { single: gone.single, ids: [...gone.ids] };
    },
    left(key) {
      const toast = shown.get(key);
      if (toast === undefined) return;
      shown.delete(key);
      left.set(key, { single: toast.single, ids: new Set(toast.items.keys()) });
      for (const oldest of left.keys()) {
        if (left.size <= REMEMBERED) break;
        left.delete(oldest);
      }
    },
    forget(key) {
      shown.delete(key);
    },
    remove(ids) {
      const emptied: string[] = [];
      const drop = (key: string, of: Pick<Set<string>, 'delete' | 'size'>): void => {
        for (const id of ids) of.delete(id);
        if (of.size === 0) emptied.push(key);
      };
      for (const [key, { items }] of shown) drop(key, items);
      for (const [key, toast] of left) drop(key, toast.ids);
      for (const key of emptied) {
        shown.delete(key);
        left.delete(key);
      }
      return emptied;
    },
    keys: () => [...shown.keys(), ...left.keys()],
    clear() {
      shown.clear();
      left.clear();
    },
  };
}
