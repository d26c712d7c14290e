import type { Bridge } from '#app/ipc';
import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { Listing, ListSnapshot } from '../../renderer/state/list.ts';
import { createStore } from '../../renderer/state/store.ts';

/** What the rows of a view are narrowed by; at least one of the two. */
export type Query = Readonly<{
  view: View;
  /** Beginnings of words; empty: all rows. */
  words: string;
  /** null: all sources. */
  source: string | null;
}>;

export interface Results extends Listing {
  readonly query: Query;
}

/**
 * The rows that a query finds. The main process does not keep them up to date: a reload asks for as many pages as are
 * loaded. One question at a time, so that pages of different times are never mixed up.
 */
export function createResults(bridge: Bridge, query: Query): Results {
  const store = createStore<ListSnapshot>({
    ...{ view: query.view, items: null, more: false, loading: false, loadingMore: false },
    ...{ error: null, moreError: null },
  });
  const change = (fields: Partial<ListSnapshot>): void => store.set({ ...store.get(), ...fields });
  let turn: Promise<void> = Promise.resolve();
  /** A reload that has not begun; whoever wants one meanwhile is served by it. */
  let waiting: Promise<void> | null = null;

  function inTurn(step: () => Promise<void>): Promise<void> {
    turn = turn.then(step);
    return turn;
  }

  /** The page below the id `cursor`. */
  function ask(cursor: string | null) {
    const { view, words, source } = query;
    return bridge.call('inbox.search', {
      view,
      ...(words === '' ? {} : { q: words }),
      ...(source === null ? {} : { source }),
      ...(cursor === null ? {} : { cursor }),
    });
  }

  async function load(): Promise<void> {
    waiting = null;
    change({ loading: true });
    const oldest = store.get().items?.at(-1)?.id;
    const items: Notification[] = [];
    let cursor: string | null = null;
    do {
      const page = await ask(cursor);
      if (!page.ok) {
        change({ loading: false, error: page.error });
        return;
      }
      items.push(...page.value.items);
      cursor = page.value.next;
    } while (cursor !== null && oldest !== undefined && cursor > oldest);
    change({ items, more: cursor !== null, loading: false, error: null, moreError: null });
  }

  async function loadMore(): Promise<void> {
    // A reload may have come in between.
    const { items, more } = store.get();
    const oldest = items?.at(-1)?.id;
    if (items === null || oldest === undefined || !more) {
      change({ loadingMore: false });
      return;
    }
    const page = await ask(oldest);
    if (!page.ok) change({ loadingMore: false, moreError: page.error });
    else {
      change({
        loadingMore: false,
        items: [...items, ...page.value.items],
        more: page.value.next !== null,
      });
    }
  }

  return {
    query,
    get: store.get,
    subscribe: store.subscribe,
    reload() {
      waiting ??= inTurn(load);
      return waiting;
    },
    async more() {
      const { more, loadingMore } = store.get();
      if (!more || loadingMore) return;
      change({ loadingMore: true, moreError: null });
      await inTurn(loadMore);
    },
  };
}
