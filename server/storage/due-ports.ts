/** What storage does for the clock (`ports.ts` has the rest). Times are milliseconds since 1970. */
import type { DueRow, NewBatch, ScheduledRow } from './rows.ts';
import type { Step } from './step.ts';

/** Sends that wait for their time. */
export interface ScheduledRepository {
  insert(row: ScheduledRow): Step<number>;
  /** When the next one is due; null: none waits. */
  nextAt(): Step<number | null>;
  /** Those that are due, the most overdue first. */
  due(now: number, limit: number): Step<DueRow[]>;
  /** Takes out those of `ids` that are due and still there. @returns them, the most overdue first */
  claim(userId: number, ids: readonly string[], now: number): Step<ScheduledRow[]>;
}

/** When to delete what has expired. */
export interface HousekeepingRepository {
  nextAt(): Step<number>;
  /** @returns whether it is this unit's to do; then the next time is `next`, at which no earlier claim can be */
  claim(now: number, next: number): Step<boolean>;
}

/**
 * What the clock does to rows. `wake`: their snooze ends, or gives way to a longer one that their source has. `expire`: they are done.
 * `lapse`: nobody has acknowledged their emergency in time. `purge`: they leave the Bin.
 */
export const DUE_CHANGES = ['wake', 'expire', 'lapse', 'purge'] as const;
export type DueChange = (typeof DUE_CHANGES)[number];

/** Rows to which the clock does something. The time of `purge` is when they came into the Bin. */
export interface DueRepository {
  /** The earliest time of this change; null: no row waits for it. */
  nextAt(change: DueChange): Step<number | null>;
  /** Rows whose time is `until` or earlier, the earliest first. */
  rows(change: DueChange, until: number, limit: number): Step<DueRow[]>;
  /** Snoozed rows of these threads, the lowest first. */
  snoozed(userId: number, source: string, threads: readonly string[]): Step<string[]>;
  /** Collects those of `ids` that are still due, with their states, into a batch. @returns how many */
  collect(change: DueChange, batch: NewBatch, ids: readonly string[], until: number): Step<number>;
  /** Carries it out on the rows of a batch. @param below the place below those that the rows get, where they come to the top */
  apply(change: DueChange, batch: NewBatch, below: number): Step<number>;
}
