import type { ListPage, ListQuery } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { BackendClient } from '../backend/client.ts';

/** So many of the rows that were found last can be opened, answered and pictured, as those of the lists can. */
const KEPT = 2_000;

export interface Search {
  /** Rejects with a BackendError. */
  ask(query: ListQuery): Promise<ListPage>;
  /** Among what was found lately; it may have changed since. */
  find(wanted: (item: Notification) => boolean): Notification | undefined;
}

/** Pages of a view that are narrowed by words or source. No list holds their rows, so these are remembered here. */
export function createSearch(client: () => Pick<BackendClient, 'list'>): Search {
  const found = new Map<string, Notification>();
  return {
    async ask(query) {
      const page = await client().list(query);
      for (const item of page.items) {
        found.delete(item.id);
        found.set(item.id, item);
      }
      const tooMany = Math.max(0, found.size - KEPT);
      for (const id of [...found.keys()].slice(0, tooMany)) found.delete(id);
      return page;
    },
    find: (wanted) => [...found.values()].find(wanted),
  };
}
