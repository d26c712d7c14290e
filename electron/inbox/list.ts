import type { ListPatch } from '#app/state';
import { PAGE_BYTES, type View } from '#server/inbox';
import type { Change, Notification } from '#server/notification';

/**
 * The newest part of a view without a gap, newest first. `floor`: id of the oldest loaded one, below which there is more;
 * null: all is loaded.
 */
export type List = Readonly<{ items: readonly Notification[]; floor: string | null }>;

export const isUnread = (item: Notification): boolean => item.read_at === null && item.archived_at === null;

function belongs(view: View, item: Notification): boolean {
  switch (view) {
    case 'inbox':
      return item.archived_at === null;
    case 'unread':
      return isUnread(item);
    case 'archived':
      return item.archived_at !== null;
  }
}

const newestFirst = (a: Change, b: Change): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** Each in its newest form, newest first. */
function latest(changed: readonly Change[]): Change[] {
  const news = new Map<string, Change>();
  for (const change of changed) {
    const other = news.get(change.id);
    if (other === undefined || other.revision < change.revision) news.set(change.id, change);
  }
  return [...news.values()].sort(newestFirst);
}

/** Where `id` is or would be, not before `from`. A busy inbox changes at the head of a list that may be long. */
function placeOf(items: readonly Notification[], id: string, from: number): number {
  let [low, high] = [from, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as Notification).id > id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The list after these changes, but for those that are older than what it has; the same one if nothing changes in it. */
export function mergeIntoList(view: View, list: List, changed: readonly Change[]): List {
  const { items, floor } = list;
  const parts: (readonly Notification[])[] = [];
  let taken = 0;
  for (const change of latest(changed)) {
    const place = placeOf(items, change.id, taken);
    const known = items[place]?.id === change.id ? items[place] : undefined;
    const stays = !('deleted' in change) && belongs(view, change);
    if (
      known === undefined
        ? !stays || (floor !== null && change.id < floor)
        : known.revision >= change.revision
    ) {
      continue;
    }
    parts.push(items.slice(taken, place));
    if (stays) parts.push([change]);
    taken = known === undefined ? place : place + 1;
  }
  if (parts.length === 0) return list;
  const none: readonly Notification[] = [];
  return { items: none.concat(...parts, items.slice(taken)), floor };
}

/** Where more than this has come, the oldest leave, and are loaded again by whoever wants to see them. */
export function cut({ items, floor }: List, length: number): List {
  const last = items[length - 1];
  return items.length <= length || last === undefined
    ? { items, floor }
    : { items: items.slice(0, length), floor: last.id };
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

/** What takes a reader of the list from `before` to `after`; null: nothing. */
export function patchOf(before: List, after: List): Omit<ListPatch, 'view' | 'version'> | null {
  if (before === after) return null;
  const upserts: Notification[] = [];
  const removals: string[] = [];
  let [b, a] = [0, 0];
  while (b < before.items.length || a < after.items.length) {
    const old = before.items[b];
    const now = after.items[a];
    const order = old === now ? 0 : old === undefined ? 1 : now === undefined ? -1 : newestFirst(old, now);
    if (order < 0) removals.push((old as Notification).id);
    else if (old !== now) upserts.push(now as Notification);
    if (order <= 0) b += 1;
    if (order >= 0) a += 1;
  }
  const more = after.floor !== null;
  if (upserts.length === 0 && removals.length === 0 && more === (before.floor !== null)) return null;
  return { upserts, removals, more };
}
