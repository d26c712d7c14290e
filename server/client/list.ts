import type { Listed } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { type ListFilter, matches } from '#server/rules/list-filter';
import { newestFirst, type Placed } from '#server/rules/order';
import { isTombstone } from '#server/rules/state';

/**
 * The newest part of what a filter finds without a gap, newest first. `floor`: the place of the oldest that was loaded, below
 * which there is more; null: all is loaded.
 */
export type List = Readonly<{ filter: ListFilter; items: readonly Listed[]; floor: Placed | null }>;

export const placeOf = ({ id, created_at, surfaced_at }: Notification): Placed => ({
  id,
  created_at,
  surfaced_at,
});

/** The newest version of each changed row, by id. */
export function latest(changed: readonly Change[]): Map<string, Change> {
  const news = new Map<string, Change>();
  for (const change of changed) {
    const other = news.get(change.id);
    if (other === undefined || other.revision < change.revision) news.set(change.id, change);
  }
  return news;
}

/** Merges two parts of a list, both newest first, that have no row in common. */
function merge(items: readonly Notification[], others: readonly Notification[]): Notification[] {
  const merged: Notification[] = [];
  let taken = 0;
  for (const other of others) {
    // A busy inbox changes at the head of a list that may be long.
    while (taken < items.length && newestFirst(items[taken] as Notification, other) < 0) {
      merged.push(items[taken] as Notification);
      taken += 1;
    }
    merged.push(other);
  }
  return merged.concat(items.slice(taken));
}

/** The list after these changes; a change older than the row in the list is ignored. Returns the same list if nothing changes. */
export function mergeIntoList(list: List, changed: readonly Change[]): List {
  const { filter, items, floor } = list;
  const news = latest(changed);
  const left = items.filter((item) => {
    const change = news.get(item.id);
    if (change === undefined) return true;
    const isKnown = item.revision >= change.revision;
    if (isKnown) news.delete(item.id);
    return isKnown;
  });
  const placed = [...news.values()].filter(
    (change): change is Notification =>
      !isTombstone(change) && matches(filter, change) && (floor === null || newestFirst(change, floor) <= 0),
  );
  if (placed.length === 0 && left.length === items.length) return list;
  return { filter, items: merge(left, placed.sort(newestFirst)), floor };
}

/** Cuts a list that has grown too long; the oldest rows are loaded again on demand. */
export function cut(list: List, length: number): List {
  const last = list.items[length - 1];
  return list.items.length <= length || last === undefined
    ? list
    : { ...list, items: list.items.slice(0, length), floor: placeOf(last) };
}
