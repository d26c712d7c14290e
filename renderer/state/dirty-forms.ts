import { createStore, type Readable } from './store.ts';

/** Forms in which something is typed that is not saved yet, by their ids. */
export interface DirtyForms extends Readable<ReadonlySet<string>> {
  begun(id: string): void;
  /** Saved, or given up. */
  ended(id: string): void;
}

export function createDirtyForms(): DirtyForms {
  const store = createStore<ReadonlySet<string>>(new Set());
  return {
    get: store.get,
    subscribe: store.subscribe,
    begun(id) {
      if (!store.get().has(id)) store.set(new Set([...store.get(), id]));
    },
    ended(id) {
      if (store.get().has(id)) store.set(new Set([...store.get()].filter((each) => each !== id)));
    },
  };
}
