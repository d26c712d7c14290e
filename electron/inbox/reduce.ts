import type { ListPatch } from '#app/state';
import type { Counts, Delta, ListPage, SyncPage, View } from '#server/inbox';
import type { Change, Notification } from '#server/notification';

/** The newest part of a view without a gap. `floor`: id of the oldest loaded one, below which there is more; null: all is loaded. */
export type List = Readonly<{ items: readonly Notification[]; floor: string | null }>;

export type InboxState = Readonly<{
  /** null: nothing is known of the backend's inbox yet. */
  epoch: string | null;
  /** Everything up to this revision is applied. */
  revision: number;
  /** The newest change merged into the lists: ahead of `revision` between the pages of a sync. */
  merged: number;
  counts: Counts;
  lists: Readonly<Partial<Record<View, List>>>;
}>;

/** What an event did. `sync`: something is missing, ask the backend. `stale`: ask for the page again. */
export type Outcome = Readonly<{
  state: InboxState;
  /** Unread ones that are new to this computer, oldest first. */
  arrived: readonly Notification[];
  /** Unread ones that it knew, as they are now. */
  updated: readonly Notification[];
  /** No longer unread, or deleted. */
  gone: readonly string[];
  need: 'nothing' | 'sync' | 'stale';
  /** The lists are void: the database was replaced, or too much was missed. */
  reset: boolean;
}>;

export const EMPTY: InboxState = {
  epoch: null,
  revision: 0,
  merged: 0,
  counts: { unread: 0, by_source: {} },
  lists: {},
};

const unchanged = (state: InboxState, need: Outcome['need'] = 'nothing'): Outcome => ({
  state,
  arrived: [],
  updated: [],
  gone: [],
  need,
  reset: false,
});

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

/** Arrivals let a list grow up to this; what its reader has loaded of it stays. */
const GROWS_TO = 1_000;

const newestFirst = (a: Notification, b: Notification): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** `changed` in its newest form of each, for the items that are older than it. */
function mergeIntoList(view: View, list: List, changed: readonly Change[]): List {
  const news = new Map<string, Change>();
  for (const change of changed) {
    const other = news.get(change.id);
    if (other === undefined || other.revision < change.revision) news.set(change.id, change);
  }
  const stays = (change: Change): change is Notification => !('deleted' in change) && belongs(view, change);
  let touched = false;
  const kept = list.items.flatMap((item) => {
    const change = news.get(item.id);
    if (change === undefined) return item;
    news.delete(item.id);
    if (item.revision >= change.revision) return item;
    touched = true;
    return stays(change) ? change : [];
  });
  const added = [...news.values()]
    .filter(stays)
    .filter(({ id }) => list.floor === null || id >= list.floor)
    .sort(newestFirst);
  if (added.length === 0) return touched ? { items: kept, floor: list.floor } : list;
  return { items: merged(kept, added), floor: list.floor };
}

/** Of two lists, newest first, one. */
function merged(a: readonly Notification[], b: readonly Notification[]): readonly Notification[] {
  const all: Notification[] = [];
  let next = 0;
  for (const item of a) {
    for (let other = b[next]; other !== undefined && other.id > item.id; other = b[next]) {
      all.push(other);
      next += 1;
    }
    all.push(item);
  }
  return all.concat(b.slice(next));
}

/** Where more than this has come, the oldest leave, and are loaded again by whoever wants to see them. */
function cut({ items, floor }: List, length: number): List {
  const last = items[length - 1];
  return items.length <= length || last === undefined
    ? { items, floor }
    : { items: items.slice(0, length), floor: last.id };
}

function merge(state: InboxState, changed: readonly Change[]): InboxState['lists'] {
  const lists: Partial<Record<View, List>> = {};
  for (const [view, list] of Object.entries(state.lists) as [View, List][]) {
    const next = mergeIntoList(view, list, changed);
    lists[view] = next === list ? list : cut(next, Math.max(list.items.length, GROWS_TO));
  }
  return lists;
}

function applyChanges(state: InboxState, changed: readonly Change[], next: Partial<InboxState>): Outcome {
  const notifications = changed.filter((change): change is Notification => !('deleted' in change));
  const unread = notifications.filter(isUnread);
  const merged = Math.max(state.merged, next.revision ?? 0, ...changed.map((change) => change.revision));
  return {
    state: { ...state, ...next, merged, lists: merge(state, changed) },
    arrived: unread.filter((item) => item.created_revision > state.revision),
    updated: unread.filter((item) => item.created_revision <= state.revision),
    gone: changed.filter((change) => 'deleted' in change || !isUnread(change)).map((change) => change.id),
    need: 'nothing',
    reset: false,
  };
}

/** A change from the channel, or from the answer to an action: applied only if it is the next one. */
export function applyDelta(state: InboxState, delta: Delta): Outcome {
  if (delta.epoch !== state.epoch) return unchanged(state, 'sync');
  if (delta.revision <= state.revision) return unchanged(state);
  // Between the pages of a sync it may be older than what a page has brought already.
  if (state.merged > state.revision) return unchanged(state, 'sync');
  // The answer to an action that changed nothing carries the revision of somebody else's change.
  const changed = delta.changed ?? [];
  if (changed.length === 0 || delta.revision > state.revision + 1) return unchanged(state, 'sync');
  return applyChanges(state, changed, { revision: delta.revision, counts: delta.counts });
}

/** A page of what was missed. The revision moves with the last page only, so that a broken sync starts over. */
export function applySyncPage(state: InboxState, page: SyncPage): Outcome {
  if (page.reset) {
    const { epoch, revision, counts } = page;
    return {
      state: { epoch, revision, merged: revision, counts, lists: {} },
      arrived: [],
      updated: [],
      gone: [],
      need: 'nothing',
      reset: true,
    };
  }
  if (page.epoch !== state.epoch) return unchanged(state, 'sync');
  // Deltas have overtaken it: it would bring back what they removed, and an older count.
  if (page.revision < state.revision) return unchanged(state, 'stale');
  const last = page.next === null;
  return applyChanges(state, page.changed, last ? { revision: page.revision, counts: page.counts } : {});
}

/** A page of a view: the first, or the one below `cursor`. An answer that is older than what is known is void. */
export function applyListPage(state: InboxState, view: View, cursor: string | null, page: ListPage): Outcome {
  if (page.epoch !== state.epoch) return unchanged(state, 'sync');
  if (page.revision < state.merged) return unchanged(state, 'stale');
  const list = state.lists[view];
  if (cursor !== null && list?.floor !== cursor) return unchanged(state);
  const kept = cursor === null ? [] : (list?.items ?? []);
  const items = mergeIntoList(view, { items: kept, floor: null }, page.items).items;
  const lists = { ...state.lists, [view]: { items, floor: page.next } };
  return { ...unchanged({ ...state, lists }), need: page.revision > state.revision ? 'sync' : 'nothing' };
}

/** What takes a reader of the list from `before` to `after`; null: nothing. */
export function patchOf(before: List, after: List): Omit<ListPatch, 'view' | 'version'> | null {
  if (before === after) return null;
  const old = new Map(before.items.map((item) => [item.id, item]));
  const upserts = after.items.filter((item) => old.get(item.id) !== item);
  const kept = new Set(after.items.map((item) => item.id));
  const removals = before.items.filter((item) => !kept.has(item.id)).map((item) => item.id);
  const more = after.floor !== null;
  if (upserts.length === 0 && removals.length === 0 && more === (before.floor !== null)) return null;
  return { upserts, removals, more };
}

/** The loaded notification with this id, in whichever view. */
export function findItem(
  state: InboxState,
  wanted: (item: Notification) => boolean,
): Notification | undefined {
  for (const list of Object.values(state.lists)) {
    const found = list.items.find(wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
