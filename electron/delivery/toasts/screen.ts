import type { Notification } from '#server/notification';
import type { Occasion, Show, Summarise } from '#server/rules/decide/decision';
import { isUrgent } from '#server/rules/decide/urgent';
import { REMEMBERED } from '../notifiers/notifiers.ts';

/** What became of a button of the sender that was pressed on its toast. */
export type Result = Readonly<{ label: string; hasWorked: boolean }>;

/** What a toast is. `result`: what it says, in place of the message. `source`: whose storm it is. */
export type What = Readonly<
  | { single: true; decision: Show; result?: Result }
  | { single: false; decision: Summarise; occasion: Occasion; source: string | null }
>;
export type OnScreen = Readonly<{ place: string; what: What; items: ReadonlyMap<string, Notification> }>;
type Place = Readonly<{ place: string; what: What; items: Map<string, Notification> }>;
type Left = Readonly<{ what: What; ids: Set<string> }>;

/** It says that a button has worked. */
export const isSuccess = (what: What): boolean => what.single && what.result?.hasWorked === true;

/** What each toast stands for, on the screen or, after it has left the screen, in a notification centre. */
export interface Screen {
  /** Puts a toast for these in the place. @returns its key: that of the toast on the screen there, else a new one */
  put(place: string, what: What, items: readonly Notification[]): string;
  /** Replaces the notification in the toasts on the screen. @returns keys of those that stand for it alone, and the version they showed */
  update(item: Notification): Readonly<{ key: string; earlier: Notification }> | null;
  /** The toast on the screen with this key, or in this place. */
  get(key: string): OnScreen | null;
  at(place: string): OnScreen | null;
  /** The toasts on the screen that stand for nothing but what is in the set. */
  of(isIn: (item: Notification) => boolean): readonly Readonly<{ key: string; toast: OnScreen }>[];
  /** The toast on the screen that is this notification's alone. */
  own(id: string): Readonly<{ key: string; toast: OnScreen }> | null;
  /** How many urgent toasts there are. */
  urgent(): number;
  /** What a click on this toast is about, also after it has left the screen. */
  meaning(key: string): Readonly<{ what: What; ids: readonly string[] }> | null;
  /** This toast has left the screen. */
  left(key: string): void;
  /** This toast never appeared, or was taken away. */
  forget(key: string): void;
  /**
   * @param keepsResults what a button has done has read its notification: its toast stays, and goes by itself
   * @returns keys of toasts that no longer stand for anything
   */
  remove(ids: ReadonlySet<string>, keepsResults: boolean): readonly string[];
  keys(): readonly string[];
  clear(): void;
}

export function createScreen(): Screen {
  const onScreen = new Map<string, Place>();
  const left = new Map<string, Left>();
  let keys = 0;
  const inPlace = (place: string) => [...onScreen].find(([, toast]) => toast.place === place);

  return {
    put(place, what, items) {
      keys += 1;
      const key = inPlace(place)?.[0] ?? `${place}#${keys}`;
      onScreen.set(key, { place, what, items: new Map(items.map((item) => [item.id, item])) });
      return key;
    },
    update(item) {
      let found: ReturnType<Screen['update']> = null;
      for (const [key, { what, items }] of onScreen) {
        const earlier = items.get(item.id);
        if (earlier === undefined) continue;
        items.set(item.id, item);
        if (what.single) found = { key, earlier };
      }
      return found;
    },
    get: (key) => onScreen.get(key) ?? null,
    at: (place) => inPlace(place)?.[1] ?? null,
    own(id) {
      const found = [...onScreen].find(([, { what, items }]) => what.single && items.has(id));
      return found === undefined ? null : { key: found[0], toast: found[1] };
    },
    of: (isIn) =>
      [...onScreen]
        .filter(([, { items }]) => [...items.values()].every(isIn))
        .map(([key, toast]) => ({ key, toast })),
    urgent: () =>
      [...onScreen.values()].filter(
        ({ what, items }) => what.single && !isSuccess(what) && [...items.values()].some(isUrgent),
      ).length,
    meaning(key) {
      const found = onScreen.get(key);
      if (found !== undefined) return { what: found.what, ids: [...found.items.keys()] };
      const gone = left.get(key);
      return gone === undefined ? null : { what: gone.what, ids: [...gone.ids] };
    },
    left(key) {
      const toast = onScreen.get(key);
      if (toast === undefined) return;
      onScreen.delete(key);
      left.set(key, { what: toast.what, ids: new Set(toast.items.keys()) });
      for (const oldest of left.keys()) {
        if (left.size <= REMEMBERED) break;
        left.delete(oldest);
      }
    },
    forget(key) {
      onScreen.delete(key);
    },
    remove(ids, keepsResults) {
      const emptied: string[] = [];
      const drop = (key: string, of: Pick<Set<string>, 'delete' | 'size'>): void => {
        for (const id of ids) of.delete(id);
        if (of.size === 0) emptied.push(key);
      };
      const stays = (what: What): boolean => keepsResults && isSuccess(what);
      for (const [key, { what, items }] of onScreen) if (!stays(what)) drop(key, items);
      for (const [key, toast] of left) if (!stays(toast.what)) drop(key, toast.ids);
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
