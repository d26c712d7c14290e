import type { ListFilter } from '#server/rules/list-filter';
import type { List } from './list.ts';
import type { Readable } from './store.ts';

/** What a filter finds, as far as it is loaded; null: nothing is loaded yet. */
export interface Rows extends Readable<List | null> {
  readonly filter: ListFilter;
  /** Loads the newest page, or brings what is loaded up to date. Rejects as the transport does; then it stays as it was. */
  load(): Promise<void>;
  /** Loads the next older page, if there is one. Rejects likewise. */
  more(): Promise<void>;
  /** Nobody looks at these rows for now: threads may be out of date until the next `load`. */
  rest(): void;
  /** Nobody looks at these rows any more. */
  close(): void;
}
