import type { Filter } from '#server/rules/filter';
import type { List } from './list.ts';
import type { Readable } from './store.ts';

/** What a filter finds, as far as it is loaded; null: it is not, yet. */
export interface Rows extends Readable<List | null> {
  readonly filter: Filter;
  /** Loads the newest page, or brings level what is loaded. Rejects as the transport does; then it stays as it was. */
  load(): Promise<void>;
  /** Loads the next older page, if there is one. Rejects likewise. */
  more(): Promise<void>;
  /** Nobody looks at them any more. */
  close(): void;
}
