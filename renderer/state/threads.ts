import type { Notification } from '#server/notification';
import type { InboxClient } from '../../server/client/client.ts';
import { createListing, type Listing, type ListSnapshot, type OpenListing } from './list.ts';
import type { ShownSnapshot } from './search.ts';
import { createStore, type Readable } from './store.ts';

/** Names a thread among all sources; null: the row is of none. */
export const threadKey = ({
  source,
  group_key,
}: Pick<Notification, 'source' | 'group_key'>): string | null =>
  group_key === null ? null : JSON.stringify([source, group_key]);

/** The threads of the list that are expanded, by their keys, with their rows in its view. */
export interface Threads extends Readable<ReadonlyMap<string, ListSnapshot>> {
  expand(row: Notification): void;
  collapse(row: Notification): void;
  /** Loads older rows of a thread. */
  more(key: string): void;
}

/** Another list has no thread expanded. */
export function createThreads(client: InboxClient, shown: Listing<ShownSnapshot>): Threads {
  const store = createStore<ReadonlyMap<string, ListSnapshot>>(new Map());
  const listings = new Map<string, OpenListing>();
  const publish = (): void => store.set(new Map([...listings].map(([key, each]) => [key, each.get()])));

  function close(keys: Iterable<string>): void {
    for (const key of keys) {
      listings.get(key)?.close();
      listings.delete(key);
    }
    publish();
  }

  let { view, query } = shown.get();
  shown.subscribe(() => {
    const now = shown.get();
    const isSame = now.view === view && now.query === query;
    ({ view, query } = now);
    if (!isSame && listings.size > 0) close([...listings.keys()]);
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    expand({ source, group_key: thread }) {
      const key = threadKey({ source, group_key: thread });
      if (key === null || thread === null || view === null || listings.has(key)) return;
      const listing = createListing(client, { view, source, q: '', thread });
      listings.set(key, listing);
      listing.subscribe(publish);
      void listing.reload();
    },
    collapse(row) {
      const key = threadKey(row);
      if (key !== null && listings.has(key)) close([key]);
    },
    more: (key) => void listings.get(key)?.more(),
  };
}
