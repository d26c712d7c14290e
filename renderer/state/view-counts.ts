import { filterKey, type ListFilter } from '#server/rules/list-filter';
import type { InboxClient } from '../../server/client/client.ts';
import { createStore, type Readable } from './store.ts';

/** Counts are asked for no more often than this, in milliseconds. */
const REFRESH = 500;

export type Count = Readonly<{ rows: number; unread: number }>;

/** How many rows some lists have, by their `filterKey`. The backend counts: again after each change. */
export interface ViewCounts extends Readable<ReadonlyMap<string, Count>> {
  /** Counts these from now on, and no others. */
  follow(filters: readonly ListFilter[]): void;
  /** How many rows a list has now. @returns null: nobody knows */
  count(filter: ListFilter): Promise<number | null>;
  /** After a time without a backend. */
  recover(): void;
}

export function createViewCounts(inbox: Pick<InboxClient, 'state' | 'subscribe' | 'count'>): ViewCounts {
  const store = createStore<ReadonlyMap<string, Count>>(new Map());
  let followed: readonly ListFilter[] = [];
  let revision: number | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let round = 0;

  async function countAll(): Promise<void> {
    round += 1;
    const mine = round;
    const counted = await Promise.all(
      followed.map(async (filter) => {
        const key = filterKey(filter);
        // What cannot be counted now keeps its last number.
        const count = await inbox.count(filter).catch(() => store.get().get(key));
        return count === undefined ? [] : [[key, count] as const];
      }),
    );
    if (mine === round) store.set(new Map(counted.flat()));
  }

  function refresh(): void {
    if (soon !== undefined) return;
    soon = setTimeout(() => {
      soon = undefined;
      void countAll();
    }, REFRESH);
  }

  inbox.subscribe(() => {
    const before = revision;
    revision = inbox.state().revision;
    if (revision !== before) refresh();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    follow(filters) {
      if (filters.map(filterKey).join() === followed.map(filterKey).join()) return;
      followed = filters;
      void countAll();
    },
    count: (filter) =>
      inbox.count(filter).then(
        ({ rows }) => rows,
        () => null,
      ),
    recover: refresh,
  };
}
