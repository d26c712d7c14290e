import { dueTimes, type NotificationRow } from '../storage/storage.ts';
import type { Item } from './item.ts';

/** Until when an emergency insists, as a source that is the record of its rows says; an older one says nothing of it. */
export function insistsUntil({ decided }: Pick<Item, 'decided'>, now: number): number | null {
  const { insists_until: until = null } = decided;
  return until !== null && until > now ? until : null;
}

/**
 * A row after an item: what was acknowledged here insists no more, whatever its source says meanwhile.
 * @param item of a source that is the record of its rows; null: of another
 */
export function insisting(row: NotificationRow, item: Item | null, now: number): NotificationRow {
  if (row.acknowledged_at !== null) return { ...row, insists_until: null };
  const says = item !== null && item.revision !== null;
  return { ...row, insists_until: says ? insistsUntil(item, now) : row.insists_until, acknowledged_by: null };
}

/** A row that was acknowledged at its source, or is not any more: who did it, the source says. */
export const reopened = (row: NotificationRow, now: number): NotificationRow => ({
  ...row,
  acknowledged_by: null,
  insists_until: row.acknowledged_at === null ? dueTimes(row, row.created_at, now).insists_until : null,
});
