import { createStore, type Readable } from './store.ts';

/** The rows that the next action is for. */
export type Selected = Readonly<{
  ids: ReadonlySet<string>;
  /** Everything that the list finds, also what is not loaded: so many rows. null: only `ids` */
  all: number | null;
}>;

export interface Selection extends Readable<Selected> {
  /** Takes a row in, or out. Ranges begin there. */
  toggle(id: string): void;
  /** Takes in what lies between the last row that was chosen and this one. @param order of the rows in the list */
  extendTo(id: string, order: readonly string[]): void;
  /** Takes in these, and no others. */
  take(ids: readonly string[]): void;
  /** Takes in all that the list finds. @param rows how many there are */
  takeAll(rows: number): void;
  /** Lets go of rows that are in the list no more. */
  keep(order: readonly string[]): void;
  clear(): void;
}

const NOTHING: Selected = { ids: new Set(), all: null };

export function createSelection(): Selection {
  const store = createStore<Selected>(NOTHING);
  let anchor: string | null = null;

  const set = (ids: ReadonlySet<string>): void => store.set(ids.size === 0 ? NOTHING : { ids, all: null });

  return {
    get: store.get,
    subscribe: store.subscribe,
    toggle(id) {
      const ids = new Set(store.get().ids);
      if (!ids.delete(id)) ids.add(id);
      anchor = id;
      set(ids);
    },
    extendTo(id, order) {
      const from = anchor === null ? -1 : order.indexOf(anchor);
      const to = order.indexOf(id);
      if (to < 0) return;
      if (from < 0) anchor = id;
      const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      set(new Set([...store.get().ids, ...order.slice(first, last + 1)]));
    },
    take(ids) {
      anchor = ids[0] ?? null;
      set(new Set(ids));
    },
    takeAll: (rows) => store.set({ ...store.get(), all: rows }),
    keep(order) {
      const { ids, all } = store.get();
      if (ids.size === 0) return;
      const there = new Set(order);
      const left = [...ids].filter((id) => there.has(id));
      if (left.length === ids.size) return;
      // What is acted on by its filter needs no rows here, unless none is left.
      if (left.length > 0 && all !== null) store.set({ ids: new Set(left), all });
      else set(new Set(left));
    },
    clear() {
      anchor = null;
      store.set(NOTHING);
    },
  };
}
