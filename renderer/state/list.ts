import type { Failure } from '#app/result';
import type { Notification } from '#server/notification';
import { type ListFilter, ofView } from '#server/rules/list-filter';
import { VIEWS, type View } from '#server/rules/state';
import type { InboxClient } from '../../server/client/client.ts';
import { failureOf } from './inbox.ts';
import { createStore, type Readable } from './store.ts';

export type ListSnapshot<V extends View | null = View | null> = Readonly<{
  /** null: everywhere. */
  view: V;
  /** null until the first answer. */
  items: readonly Notification[] | null;
  /** There are older rows to load. */
  more: boolean;
  /** A request is running; `items` may be out of date. */
  loading: boolean;
  loadingMore: boolean;
  error: Failure | null;
  moreError: Failure | null;
}>;

/** Rows to be shown, newest first, page by page. */
export interface Listing<S extends ListSnapshot = ListSnapshot> extends Readable<S> {
  /** Requests what is missing. */
  reload(): Promise<void>;
  /** Loads the next older page; does nothing while one is on its way or none is left. */
  more(): Promise<void>;
}

/** What a filter finds, and the state of its requests. The old rows stay until new ones replace them. */
export function createListing<V extends View | null>(
  client: InboxClient,
  filter: ListFilter & Readonly<{ view: V }>,
): Listing<ListSnapshot<V>> & { close(): void } {
  const rows = client.rows(filter);
  let list = rows.get();
  let asked = 0;
  const store = createStore<ListSnapshot<V>>({
    ...{ view: filter.view, items: list?.items ?? null, more: false, loading: false, loadingMore: false },
    ...{ error: null, moreError: null },
  });

  function change(fields: Partial<ListSnapshot<V>> = {}): void {
    list = rows.get() ?? list;
    store.set({
      ...store.get(),
      items: list?.items ?? null,
      more: list !== null && list.floor !== null,
      loading: asked > 0 || client.state().syncing,
      ...fields,
    });
  }

  function follow(): void {
    const now = rows.get();
    const isSame = (now ?? list) === list;
    if (!isSame || (asked === 0 && client.state().syncing !== store.get().loading)) change();
  }
  const unsubscribes = [rows.subscribe(follow), client.subscribe(follow)];

  return {
    get: store.get,
    subscribe: store.subscribe,
    async reload() {
      asked += 1;
      change();
      const error = await rows.load().then(() => null, failureOf);
      asked -= 1;
      change(error === null ? { error, moreError: null } : { error });
    },
    async more() {
      const { more, loadingMore } = store.get();
      if (!more || loadingMore) return;
      change({ loadingMore: true, moreError: null });
      change({ moreError: await rows.more().then(() => null, failureOf), loadingMore: false });
    },
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      rows.close();
    },
  };
}

export interface Lists extends Listing<ListSnapshot<View>> {
  /** Shows a view: what is known at once, the rest when it has loaded. */
  show(view: View): void;
  /** Whether a view is empty, without showing it; null: not known now. */
  isEmpty(view: View): Promise<boolean | null>;
}

/** The whole views, of which one is shown. */
export function createLists(client: InboxClient, first: View): Lists {
  const listing = (view: View): Listing<ListSnapshot<View>> => createListing<View>(client, ofView(view));
  const listings = Object.fromEntries(VIEWS.map((view) => [view, listing(view)])) as Record<
    View,
    Listing<ListSnapshot<View>>
  >;
  let shown = listings[first];
  const store = createStore(shown.get());
  const publish = (): void => store.set(shown.get());
  for (const each of Object.values(listings)) each.subscribe(publish);

  return {
    get: store.get,
    subscribe: store.subscribe,
    reload: () => shown.reload(),
    more: () => shown.more(),
    show(view) {
      shown = listings[view];
      void shown.reload();
      publish();
    },
    async isEmpty(view) {
      await listings[view].reload();
      const { items, error } = listings[view].get();
      return error === null && items !== null ? items.length === 0 : null;
    },
  };
}
