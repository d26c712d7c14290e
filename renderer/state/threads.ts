import type { Notification } from '#server/notification';
import { ofView } from '#server/rules/list-filter';
import type { InboxClient } from '../../server/client/client.ts';
import { createListing, type Listing, type ListSnapshot, type OpenListing } from './list.ts';
import { locate } from './navigation.ts';
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
  /** Expands the thread of a row of the view that is no entry of its list. @returns whether there is such a row */
  reveal(id: string): Promise<boolean>;
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

  async function expand({ source, group_key: thread }: Pick<Notification, 'source' | 'group_key'>) {
    const key = threadKey({ source, group_key: thread });
    if (key === null || thread === null || view === null || listings.has(key)) return;
    const listing = createListing(client, { view, source, q: '', thread });
    listings.set(key, listing);
    listing.subscribe(publish);
    await listing.reload();
  }

  /** The row with this id, if the view has it. */
  async function find(id: string): Promise<Notification | undefined> {
    if (view === null) return undefined;
    const listing = createListing(client, ofView(view));
    try {
      await listing.reload();
      for (;;) {
        const { items, more, error, moreError } = listing.get();
        const place = locate(items ?? [], more, id);
        if (place === 'here') return items?.find((row) => row.id === id);
        if (place === 'absent' || error !== null || moreError !== null) return undefined;
        await listing.more();
      }
    } finally {
      listing.close();
    }
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    expand: (row) => void expand(row),
    async reveal(id) {
      const row = await find(id);
      const key = row === undefined ? null : threadKey(row);
      if (row === undefined || key === null) return row !== undefined;
      await expand(row);
      while (
        listings
          .get(key)
          ?.get()
          .items?.some((each) => each.id === id) === false
      ) {
        const listing = listings.get(key);
        if (listing === undefined || !listing.get().more || listing.get().moreError !== null) return false;
        await listing.more();
      }
      return listings.has(key);
    },
    collapse(row) {
      const key = threadKey(row);
      if (key !== null && listings.has(key)) close([key]);
    },
    more: (key) => void listings.get(key)?.more(),
  };
}
