import { dueTimes, type NotificationRow } from '../storage/storage.ts';
import type { Item } from './item.ts';

/** The latest end of its emergency, if it was sent at `sentAt`; 0: it has none, or it is over. */
const endOf = (content: Parameters<typeof dueTimes>[0], sentAt: number, now: number): number =>
  dueTimes(content, sentAt, now).insists_until ?? 0;

const within = ({ decided }: Item, latest: number, now: number): number | null => {
  const until = Math.min(decided.insists_until ?? 0, latest);
  return until > now ? until : null;
};

/**
 * Until when an emergency insists that has just arrived, as a source that is the record of its rows says: no longer than its sender
 * wants from now on, whatever the source's clock shows. An older source says nothing of it.
 */
export const insistsUntil = (item: Item, now: number): number | null =>
  within(item, item.content === null ? 0 : endOf(item.content, now, now), now);

/**
 * A row after an item: what was acknowledged here insists no more, whatever its source says meanwhile.
 * @param before the row before it
 * @param item of a source that is the record of its rows; null: of another
 */
export function insisting(
  before: NotificationRow,
  row: NotificationRow,
  item: Item | null,
  now: number,
): NotificationRow {
  if (row.acknowledged_at !== null) return { ...row, insists_until: null };
  const open = { ...row, acknowledged_by: null };
  if (item === null || item.revision === null) return open;
  // Only what is sent again begins again: otherwise a source that is wrong about the end would prolong it for ever.
  const isSentAgain = row.occurrences > before.occurrences;
  const latest = isSentAgain
    ? endOf(row, now, now)
    : Math.max(before.insists_until ?? 0, endOf(row, row.created_at, now));
  return { ...open, insists_until: within(item, latest, now) };
}

/** A row that was acknowledged at its source, or is not any more: who did it, the source says. */
export const reopened = (row: NotificationRow, now: number): NotificationRow => ({
  ...row,
  acknowledged_by: null,
  insists_until: row.acknowledged_at === null ? dueTimes(row, row.created_at, now).insists_until : null,
});
