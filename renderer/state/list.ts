import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import type { ListPatch, ListState } from '#app/state';
import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { applyPatch } from './patch.ts';
import { createStore, type Readable } from './store.ts';

export type ListSnapshot = Readonly<{
  view: View;
  /** null until the view's first answer. */
  items: readonly Notification[] | null;
  /** There are older ones to load. */
  more: boolean;
  /** The view is being asked for; `items` may be out of date. */
  loading: boolean;
  loadingMore: boolean;
  error: Failure | null;
  moreError: Failure | null;
}>;

/** Rows to be shown, newest first, page by page. */
export interface Listing<S extends ListSnapshot = ListSnapshot> extends Readable<S> {
  /** Asks for all that is loaded again. */
  reload(): Promise<void>;
  /** Loads the next older page; does nothing while one is on its way or none is left. */
  more(): Promise<void>;
}

export interface Lists extends Listing {
  /** Shows a view: what is known of it at once, and the main process is asked for it. */
  show(view: View): void;
  /** Whether a view holds nothing, without showing it; null: cannot be told now. */
  isEmpty(view: View): Promise<boolean | null>;
  dispose(): void;
}

interface Entry {
  list: ListState | null;
  /** Patches that arrived since the question now under way; null: none is. */
  arrived: ListPatch[] | null;
  error: Failure | null;
  loadingMore: boolean;
  moreError: Failure | null;
}

const unasked = (): Entry => ({
  list: null,
  arrived: null,
  error: null,
  loadingMore: false,
  moreError: null,
});

/** The lists of the views, each held at the main process's version by its patches. */
export function createLists(bridge: Bridge, first: View): Lists {
  const entries: Readonly<Record<View, Entry>> = {
    inbox: unasked(),
    unread: unasked(),
    archived: unasked(),
  };
  let view = first;

  function snapshot(): ListSnapshot {
    const entry = entries[view];
    return {
      view,
      items: entry.list?.items ?? null,
      more: entry.list?.more ?? false,
      loading: entry.arrived !== null,
      loadingMore: entry.loadingMore,
      error: entry.error,
      moreError: entry.moreError,
    };
  }

  const store = createStore(snapshot());
  const publish = (): void => store.set(snapshot());

  async function ask(of: View): Promise<void> {
    const entry = entries[of];
    if (entry.arrived !== null) return;
    const arrived: ListPatch[] = [];
    entry.arrived = arrived;
    publish();
    const result = await bridge.call('list.get', { view: of });
    entry.arrived = null;
    let again = false;
    if (result.ok) {
      let list = result.value;
      for (const patch of arrived) {
        const next = applyPatch(list, patch);
        again ||= next === 'gap';
        if (next !== 'gap') list = next;
      }
      entry.list = list;
      entry.error = null;
      entry.moreError = null;
    } else {
      entry.error = result.error;
    }
    publish();
    if (again) await ask(of);
  }

  const dispose = bridge.on('list', (patch) => {
    const entry = entries[patch.view];
    entry.arrived?.push(patch);
    if (entry.list === null) return;
    const next = applyPatch(entry.list, patch);
    if (next !== 'gap') {
      entry.list = next;
      publish();
    } else if (entry.arrived === null) {
      void ask(patch.view);
    }
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    dispose,
    reload: () => ask(view),
    show(next) {
      if (next !== view) {
        view = next;
        publish();
      }
      void ask(next);
    },
    async more() {
      const entry = entries[view];
      const of = view;
      if (entry.loadingMore || !entry.list?.more) return;
      entry.loadingMore = true;
      entry.moreError = null;
      publish();
      const result = await bridge.call('list.more', { view: of });
      entry.loadingMore = false;
      if (!result.ok) entry.moreError = result.error;
      publish();
    },
    async isEmpty(of) {
      await ask(of);
      const { list, error } = entries[of];
      return error === null && list !== null ? list.items.length === 0 : null;
    },
  };
}
