import type {
  ActionAnswer,
  ActionRequest,
  Batch,
  CountAnswer,
  CountQuery,
  ListPage,
  ListQuery,
  SyncPage,
  SyncQuery,
  UndoAnswer,
} from '#server/inbox';

/** The way to the backend, and what it answers, checked. Its calls reject as they like: the client passes that on. */
export interface Transport {
  sync(query: SyncQuery): Promise<SyncPage>;
  list(query: ListQuery): Promise<ListPage>;
  count(query: CountQuery): Promise<CountAnswer>;
  act(request: ActionRequest): Promise<ActionAnswer>;
  undo(batch: string): Promise<UndoAnswer>;
  /** What was done in the last day, on any device, newest first. */
  batches(): Promise<readonly Batch[]>;
}
