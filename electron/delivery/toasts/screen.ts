import type { Notification } from '#server/notification';
import { REMEMBERED } from '../notifiers/notifiers.ts';

type OnScreen = Readonly<{ place: string; single: boolean; items: Map<string, Notification> }>;
type Left = Readonly<{ single: boolean; ids: Set<string> }>;

/** What each toast stands for, on the screen or, after it has left the screen, in a notification centre. */
export interface Screen {
  /** Puts a toast for these in the place. @returns its key: that of the toast on the screen there, else a new one */
  put(place: string, single: boolean, items: readonly Notification[]): string;
  /** @returns the toast on the screen for this notification alone, and the version it shows; null: there is none */
  update(item: Notification): Readonly<{ key: string; earlier: Notification }> | null;
  /** What the toast on the screen in this place stands for. */
  at(place: string): readonly Notification[];
  /** Whether the toast is on the screen and stands for exactly this version. */
  shows(key: string, item: Notification): boolean;
  /** What a click on this toast is about, also after it has left the screen. */
  meaning(key: string): Readonly<{ single: boolean; ids: readonly string[] }> | null;
  /** This toast has left the screen. */
  left(key: string): void;
  /** This toast never appeared. */
  forget(key: string): void;
  /** @returns keys of toasts that no longer stand for anything */
  remove(ids: ReadonlySet<string>): readonly string[];
  keys(): readonly string[];
  clear(): void;
}

export function createScreen(): Screen {
  const onScreen = new Map<string, OnScreen>();
  const left = new Map<string, Left>();
  let keys = 0;
  const inPlace = (place: string) => [...onScreen].find(([, toast]) => toast.place === place);

  return {
    put(place, single, items) {
      keys += 1;
      const key = inPlace(place)?.[0] ?? `${place}#${keys}`;
      onScreen.set(key, { place, single, items: new Map(items.map((item) => [item.id, item])) });
      return key;
    },
    update(item) {
      let found: ReturnType<Screen['update']> = null;
      for (const [key, { single, items }] of onScreen) {
        const earlier = items.get(item.id);
        if (earlier === undefined) continue;
        items.set(item.id, item);
        if (single) found = { key, earlier };
      }
      return found;
    },
    at: (place) => [...(inPlace(place)?.[1].items.values() ?? [])],
    shows: (key, item) => onScreen.get(key)?.items.get(item.id) === item,
    meaning(key) {
      const found = onScreen.get(key);
      if (found !== undefined) return { single: found.single, ids: [...found.items.keys()] };
      const gone = left.get(key);
      return gone === undefined ? null : { single: gone.single, ids: [...gone.ids] };
    },
    left(key) {
      const toast = onScreen.get(key);
      if (toast === undefined) return;
      onScreen.delete(key);
      left.set(key, { single: toast.single, ids: new Set(toast.items.keys()) });
      for (const oldest of left.keys()) {
        if (left.size <= REMEMBERED) break;
        left.delete(oldest);
      }
    },
    forget(key) {
      onScreen.delete(key);
    },
    remove(ids) {
      const emptied: string[] = [];
      const drop = (key: string, of: Pick<Set<string>, 'delete' | 'size'>): void => {
        for (const id of ids) of.delete(id);
        if (of.size === 0) emptied.push(key);
      };
      for (const [key, { items }] of onScreen) drop(key, items);
      for (const [key, toast] of left) drop(key, toast.ids);
      for (const key of emptied) {
        onScreen.delete(key);
        left.delete(key);
      }
      return emptied;
    },
    keys: () => [...onScreen.keys(), ...left.keys()],
    clear() {
      onScreen.clear();
      left.clear();
    },
  };
}
