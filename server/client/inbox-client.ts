import type { ActionAnswer, ActionRequest, Batch, CountAnswer, Delta, UndoAnswer } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import type { ListFilter } from '#server/rules/list-filter';
import type { InboxState } from './reduce.ts';
import type { Rows } from './rows.ts';

/** One change of the inbox; tray, toasts and window are views of it. */
export type InboxChange = Readonly<{
  state: InboxState;
  changed: readonly Change[];
  /** Unread rows that are news: arrivals, ends of snoozes, reminders. */
  arrived: readonly Notification[];
  /** Other unread rows, as they are now. */
  updated: readonly Notification[];
  /** Rows that do not count as unread. */
  gone: readonly string[];
  /** Another database: everything that was copied before is void. */
  reset: boolean;
  /** `catch-up`: it had been missed while nothing was heard of the inbox. */
  origin: 'live' | 'catch-up';
}>;

export type Position = Readonly<{ epoch: string; revision: number }>;

/** `more`: there are more rows than these, which the backend does not count. */
export type FilterCounts = Pick<CountAnswer, 'rows' | 'unread' | 'more'>;

export interface InboxClient {
  state(): InboxState;
  /** After each change of it. Returns its unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** Where to start from, if no earlier run has left a position. */
  begin(at: Position): void;
  /** All that has changed after `since`; missing: it is a single change. */
  receive(delta: Delta, since?: number): void;
  /** Something has changed, and is to be asked for. */
  behind(): void;
  /** Asks for what was missed. One at a time; resolves when state and backend agree, or rejects. */
  sync(origin: InboxChange['origin']): Promise<void>;
  /** Asks again for what a sync that has failed was to bring; without one it does nothing. */
  recover(): void;
  /**
   * What a filter finds. Where no words are looked for, all that ask for the same share one list, which every change keeps
   * level once it is loaded, until it is closed.
   */
  rows(filter: ListFilter): Rows;
  /** `rows` with one entry for each thread (`thread` of its items says how many rows it has), which each change asks for again
   * from `load` until `close`; `load` begins anew. */
  threads(filter: ListFilter): Rows;
  /** How many rows a filter finds, and how many of those are unread: the backend's number. Rejects as the transport does. */
  count(filter: ListFilter): Promise<FilterCounts>;
  /** Resolves when this copy contains what the action did, or rejects. `batch` of its answer takes it back. */
  act(request: ActionRequest): Promise<ActionAnswer>;
  /** Takes an action back, on whatever device it was done. Resolves and rejects likewise. */
  undo(batch: string): Promise<UndoAnswer>;
  /** Takes back what was done last on any device and is not undone yet. null: there is nothing left. Resolves and rejects likewise. */
  undoLast(): Promise<(UndoAnswer & Readonly<{ batch: Batch }>) | null>;
  /** What can be undone or was undone, newest first. */
  batches(): Promise<readonly Batch[]>;
}
