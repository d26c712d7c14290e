import { type Content, dueTimes, type NotificationRow, type SourceIdRow } from '../storage/storage.ts';
import type { WorkingSet } from './working-set.ts';

/**
 * How much later than a source that ends snoozes itself the clock here ends them, in milliseconds: the two clocks differ, and a
 * notification must not return twice.
 */
export const WAKE_DELAY = 2 * 60 * 1_000;

/**
 * Whether a row that has come to its source's top ends a snooze by that, and the clock here has not ended it.
 * @param known what the source was known to have before
 */
export function hasWoken(
  known: Pick<SourceIdRow, 'snoozed_until'>,
  before: NotificationRow,
  after: NotificationRow,
): boolean {
  if (after.snoozed_until !== null) return false;
  // Of a snooze that began and ended meanwhile only this is seen.
  if (known.snoozed_until === null) return before.read_at !== null && after.read_at === null;
  return before.snoozed_until !== null;
}

/** When the clock does something to a row with new content. What has its times keeps them, or it would expire and insist again. */
export const newTimes = (row: NotificationRow, content: Content, sentAt: number, now: number) =>
  row.expires_at === content.expires_at && row.emergency === content.emergency
    ? {}
    : dueTimes(content, sentAt, now);

/** Rows whose snooze ends in a batch of a source. */
export interface Surfacing {
  /** The row on top. */
  surfaced(row: NotificationRow): NotificationRow;
  /** News in a thread ends its snooze: its rows stand below that. */
  wakeThread(thread: string): void;
}

/** @param snoozed rows that sleep in the threads of the batch, the lowest first */
export const createSurfacing = (set: WorkingSet, snoozed: readonly string[]): Surfacing => {
  const surfaced = (row: NotificationRow): NotificationRow => ({
    ...row,
    surfaced_at: set.newestPlace(),
    surfaced_revision: set.revision,
  });
  return {
    surfaced,
    wakeThread(thread) {
      for (const id of snoozed) {
        const row = set.row(id);
        if (row === undefined || row.group_key !== thread || row.snoozed_until === null) continue;
        set.change({ ...surfaced(row), snoozed_until: null, read_at: null, muted_at: null });
      }
    },
  };
};
