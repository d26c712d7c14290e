import type { Bridge } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import type { SavedFilter } from '#server/decisions';
import { createStore, type Readable } from './store.ts';

/** Searches that are saved under a name, in their order: of the account, so on all its devices. null: they are not read yet. */
export interface SavedFilters extends Readable<readonly SavedFilter[] | null> {
  load(): Promise<void>;
  /** After a time without a backend. */
  recover(): void;
  /** @param text of the search @returns the new one */
  add(name: string, text: string): Promise<Result<SavedFilter>>;
  rename(filter: SavedFilter, name: string): Promise<Failure | null>;
  remove(id: string): Promise<Failure | null>;
}

const failureOf = (result: Result<unknown>): Failure | null => (result.ok ? null : result.error);

export function createSavedFilters(bridge: Bridge, newId: () => string): SavedFilters {
  const store = createStore<readonly SavedFilter[] | null>(null);
  /** The last request; an older answer is out of date. */
  let latest = 0;

  async function load(): Promise<void> {
    latest += 1;
    const mine = latest;
    const result = await bridge.call('filters.get', {});
    if (result.ok && mine === latest) store.set(result.value.filters);
  }
  bridge.on('rules', () => void load());

  async function changed<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
    const result = await answer;
    await load();
    return result;
  }

  const put = (id: string, { name, filter, position }: Pick<SavedFilter, 'name' | 'filter' | 'position'>) =>
    changed(bridge.call('filters.save', { id, filter: { name, filter, position } }));

  return {
    get: store.get,
    subscribe: store.subscribe,
    load,
    recover: () => void load(),
    async add(name, text) {
      const position = (store.get()?.at(-1)?.position ?? -1) + 1;
      const result = await put(newId(), { name, filter: text, position });
      return result.ok ? { ok: true, value: result.value.filter } : result;
    },
    rename: async (filter, name) => failureOf(await put(filter.id, { ...filter, name })),
    remove: async (id) => failureOf(await changed(bridge.call('filters.remove', { id }))),
  };
}
