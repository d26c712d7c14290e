import type { ListQuery } from '#server/inbox';
import { type ListFilter, LONGEST_PAGE, PAGE_SIZE } from '#server/rules/list-filter';
import { cursorOf, newestFirst } from '#server/rules/order';
import { type List, placeOf } from './list.ts';
import type { Rows } from './rows.ts';
import { createStore } from './store.ts';
import type { Transport } from './transport.ts';

/** @param below the page's rows; null: it is the first */
export const pageQuery = (
  { view, source, q, thread }: ListFilter,
  below: List['floor'],
  limit?: number,
): ListQuery => ({
  ...(view === null ? {} : { view }),
  ...(source === null ? {} : { source }),
  ...(thread === undefined ? {} : { group_key: thread }),
  ...(q === '' ? {} : { q }),
  ...(below === null ? {} : { cursor: cursorOf(below) }),
  ...(limit === undefined ? {} : { limit }),
});

/**
 * The rows with the words that a filter asks for. Only the backend can find them, so no change keeps them up to date: `load`
 * asks for all that is loaded again. One question at a time, so that pages of different times are never mixed up.
 */
export function createSearch(list: Transport['list'], filter: ListFilter): Rows {
  const store = createStore<List | null>(null);
  let turn: Promise<unknown> = Promise.resolve();
  /** A reload that has not begun: it is everybody's who wants one meanwhile. */
  let waiting: Promise<void> | null = null;

  function inTurn(step: () => Promise<void>): Promise<void> {
    const mine = turn.then(step);
    turn = mine.catch(() => {});
    return mine;
  }

  async function page(items: List['items'], below: List['floor'], limit?: number): Promise<List> {
    const { items: found, next } = await list(pageQuery(filter, below, limit));
    const last = found.at(-1);
    const floor = next === null || last === undefined ? null : placeOf(last);
    return { filter, items: [...items, ...found], floor };
  }

  async function load(): Promise<void> {
    waiting = null;
    const { items = [] } = store.get() ?? {};
    const oldest = items.at(-1);
    // As many as are loaded, in as few questions as there may be.
    const limit = items.length > PAGE_SIZE ? LONGEST_PAGE : undefined;
    let found = await page([], null, limit);
    while (oldest !== undefined && found.floor !== null && newestFirst(found.floor, oldest) < 0) {
      found = await page(found.items, found.floor, limit);
    }
    store.set(found);
  }

  return {
    filter,
    get: store.get,
    subscribe: store.subscribe,
    load() {
      waiting ??= inTurn(load);
      return waiting;
    },
    more: () =>
      inTurn(async () => {
        // A reload may have come in between.
        const found = store.get();
        if (found !== null && found.floor !== null) store.set(await page(found.items, found.floor));
      }),
    close() {},
  };
}
