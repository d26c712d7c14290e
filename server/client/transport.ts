import type { ActionRequest, Delta, ListPage, ListQuery, SyncPage, SyncQuery } from '#server/inbox';

/** The way to the backend, and what it answers, checked. Its calls reject as they like: the client passes that on. */
export interface Transport {
  sync(query: SyncQuery): Promise<SyncPage>;
  list(query: ListQuery): Promise<ListPage>;
  act(request: ActionRequest): Promise<Delta>;
}
