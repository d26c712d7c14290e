import type { Listed, ListPage } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { type ListFilter, matches } from '#server/rules/list-filter';
import { newestFirst, type Placed } from '#server/rules/order';
import { isTombstone } from '#server/rules/state';

/**
 * The newest part of what a filter finds without a gap, newest first. `floor`: the place of the oldest that was loaded, below
 * which there is more; null: all is loaded.
 */
export type List = Readonly<{
  filter: ListFilter;
  items: readonly Listed[];
  floor: Placed | null;
  /** Something has happened to a thread of this folded list: only the backend knows its newest row and its numbers now. */
  isStale?: true;
}>;

export const placeOf = ({ id, created_at, surfaced_at }: Notification): Placed => ({
  id,
  created_at,
  surfaced_at,
});

/** Below the rows of a page; null: there are none. */
export const floorOf = ({ items, next }: Pick<ListPage, 'items' | 'next'>): List['floor'] => {
  const last = items.at(-1);
  return next === null || last === undefined ? null : placeOf(last);
};

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
function merge(items: readonly Listed[], others: readonly Listed[]): Listed[] {
  const merged: Listed[] = [];
  let taken = 0;
  for (const other of others) {
    // A busy inbox changes at the head of a list that may be long.
    while (taken < items.length && newestFirst(items[taken] as Listed, other) < 0) {
      merged.push(items[taken] as Listed);
      taken += 1;
    }
    merged.push(other);
  }
  return merged.concat(items.slice(taken));
}

/** A row that more than one send went into may have been of another thread before. */
const isAlone = ({ group_key, occurrences }: Notification): boolean =>
  group_key === null && occurrences === 1;

/** Whether a change is of a row that stands for itself in a folded list. */
const isOwnEntry = (ids: ReadonlySet<string>, change: Change): boolean =>
  isTombstone(change) ? ids.has(change.id) : isAlone(change);

/** The list after these changes; a change older than the row in the list is ignored. Returns the same list if nothing changes. */
export function mergeIntoList(list: List, changed: readonly Change[]): List {
  if (list.filter.threads !== 'folded') return mergeRows(list, changed);
  const { source } = list.filter;
  const here = changed.filter((change) => isTombstone(change) || source === null || change.source === source);
  const ids = new Set(list.items.filter(isAlone).map(({ id }) => id));
  const own = here.filter((change) => isOwnEntry(ids, change));
  const merged = mergeRows(list, own);
  return own.length === here.length || merged.isStale ? merged : { ...merged, isStale: true };
}

/** Adds a page of a folded list below what is loaded. An entry that came to the top meanwhile stays there. */
export function appendThreads(items: readonly Listed[], page: readonly Listed[]): readonly Listed[] {
  const nameOf = ({ id, source, group_key: key }: Listed): string =>
    key === null ? id : JSON.stringify([source, key]);
  const known = new Set(items.map(nameOf));
  return [...items, ...page.filter((item) => !known.has(nameOf(item)))];
}

function mergeRows(list: List, changed: readonly Change[]): List {
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
  return { ...list, items: merge(left, placed.sort(newestFirst)) };
}

/** Cuts a list that has grown too long; the oldest rows are loaded again on demand. */
export function cut(list: List, length: number): List {
  const last = list.items[length - 1];
  return list.items.length <= length || last === undefined
    ? list
    : { ...list, items: list.items.slice(0, length), floor: placeOf(last) };
}
