import type { ListPatch } from '#app/state';
import { PAGE_BYTES, type View } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { newestFirst, type Placed } from '#server/rules/order';
import { belongs } from '#server/rules/state';

/**
 * The newest part of a view without a gap, newest first. `floor`: the place of the oldest that was loaded, below which there is
 * more; null: all is loaded.
 */
export type List = Readonly<{ items: readonly Notification[]; floor: Placed | null }>;

export const placeOf = ({ id, created_at, surfaced_at }: Notification): Placed => ({
  id,
  created_at,
  surfaced_at,
});

/** Each in its newest form. */
function latest(changed: readonly Change[]): Map<string, Change> {
  const news = new Map<string, Change>();
  for (const change of changed) {
    const other = news.get(change.id);
    if (other === undefined || other.revision < change.revision) news.set(change.id, change);
  }
  return news;
}

/** Both newest first, and without a row in common. */
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

/** The list after these changes, but for those that are older than what it has; the same one if nothing changes in it. */
export function mergeIntoList(view: View, list: List, changed: readonly Change[]): List {
  const { items, floor } = list;
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
      !('deleted' in change) && belongs(view, change) && (floor === null || newestFirst(change, floor) <= 0),
  );
  if (placed.length === 0 && left.length === items.length) return list;
  return { items: merge(left, placed.sort(newestFirst)), floor };
}

/** Where more than this has come, the oldest leave, and are loaded again by whoever wants to see them. */
export function cut({ items, floor }: List, length: number): List {
  const last = items[length - 1];
  return items.length <= length || last === undefined
    ? { items, floor }
    : { items: items.slice(0, length), floor: placeOf(last) };
}

/** Its newest rows, as many as one answer has room for; there is always room for one. */
export function firstPart(list: List): List {
  let size = 0;
  const end = list.items.findIndex((item, index) => {
    size += JSON.stringify(item).length;
    return size > PAGE_BYTES && index > 0;
  });
  return end === -1 ? list : cut(list, end);
}

/** What takes a reader of the list from `before` to `after`; null: nothing. A row that has moved is an upsert. */
export function patchOf(before: List, after: List): Omit<ListPatch, 'view' | 'version'> | null {
  if (before === after) return null;
  const old = new Set(before.items);
  const upserts = after.items.filter((item) => !old.has(item));
  const left = new Set(after.items.map(({ id }) => id));
  const removals = before.items.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  const more = after.floor !== null;
  if (upserts.length === 0 && removals.length === 0 && more === (before.floor !== null)) return null;
  return { upserts, removals, more };
}
