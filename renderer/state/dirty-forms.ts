import { createStore, type Readable } from './store.ts';

/** Ids of forms with unsaved text. */
export interface DirtyForms extends Readable<ReadonlySet<string>> {
  begun(id: string): void;
  /** Saved or discarded. */
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
