import type { Counts, Delta, ListPage, SyncPage } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { filterKey, type ListFilter } from '#server/rules/list-filter';
import { newsRevision } from '#server/rules/order';
import { isTombstone, isUnread } from '#server/rules/state';
import { appendThreads, cut, floorOf, type List, mergeIntoList } from './list.ts';

export type InboxState = Readonly<{
  /** null: nothing of the backend's inbox is loaded yet. */
  epoch: string | null;
  /** Everything up to this revision is applied. */
  revision: number;
  /** The newest change merged into the lists: ahead of `revision` between the pages of a sync. */
  merged: number;
  /** What was missed is being asked for. */
  syncing: boolean;
  counts: Counts;
  /** By the keys of their filters. */
  lists: ReadonlyMap<string, List>;
}>;

/** What an event did. `sync`: something is missing, ask the backend. `stale`: ask for the page again. */
export type Outcome = Readonly<{
  state: InboxState;
  changed: readonly Change[];
  /** Unread rows that have come to the top since the state's revision: arrivals, ends of snoozes, reminders; oldest change first. */
  arrived: readonly Notification[];
  /** Other unread rows, as they are now: also those that an undo has made unread again. */
  updated: readonly Notification[];
  /** Not unread: read, done, snoozed, muted, in the Bin, or without content. */
  gone: readonly string[];
  need: 'nothing' | 'sync' | 'stale';
  /** The lists are void: the database was replaced, or too much was missed. */
  reset: boolean;
}>;

export const EMPTY: InboxState = {
  epoch: null,
  revision: 0,
  merged: 0,
  syncing: false,
  counts: { unread: 0, by_source: {} },
  lists: new Map(),
};

const unchanged = (state: InboxState, need: Outcome['need'] = 'nothing'): Outcome => ({
  state,
  changed: [],
  arrived: [],
  updated: [],
  gone: [],
  need,
  reset: false,
});

/** Arrivals let a list grow up to this; what its reader has loaded of it stays. */
const GROWS_TO = 1_000;

export const listOf = (state: InboxState, filter: ListFilter): List | undefined =>
  state.lists.get(filterKey(filter));

function merge({ lists }: InboxState, changed: readonly Change[]): InboxState['lists'] {
  const merged = new Map<string, List>();
  let same = true;
  for (const [key, list] of lists) {
    const next = mergeIntoList(list, changed);
    same &&= next === list;
    merged.set(key, next === list ? list : cut(next, Math.max(list.items.length, GROWS_TO)));
  }
  return same ? lists : merged;
}

function applyChanges(state: InboxState, changed: readonly Change[], next: Partial<InboxState>): Outcome {
  const unread = changed.filter((change): change is Notification => !isTombstone(change) && isUnread(change));
  const isNews = (item: Notification): boolean => newsRevision(item) > state.revision;
  const merged = Math.max(state.merged, next.revision ?? 0, ...changed.map((change) => change.revision));
  return {
    state: { ...state, ...next, merged, lists: merge(state, changed) },
    changed,
    arrived: unread.filter(isNews),
    updated: unread.filter((item) => !isNews(item)),
    gone: changed.filter((change) => isTombstone(change) || !isUnread(change)).map((change) => change.id),
    need: 'nothing',
    reset: false,
  };
}

/**
 * All that has changed after `since`: applied only if nothing before it is missing. From the channel, or as the answer to an
 * action, it is a single change.
 */
export function applyDelta(state: InboxState, delta: Delta, since = delta.revision - 1): Outcome {
  if (delta.epoch !== state.epoch) return unchanged(state, 'sync');
  if (delta.revision <= state.revision) return unchanged(state);
  // Between the pages of a sync it may be older than what a page has brought already.
  if (state.merged > state.revision) return unchanged(state, 'sync');
  // The answer to an action that changed nothing carries the revision of somebody else's change.
  const changed = delta.changed ?? [];
  if (changed.length === 0 || since > state.revision) return unchanged(state, 'sync');
  return applyChanges(state, changed, { revision: delta.revision, counts: delta.counts });
}

/** A page of what was missed. The revision moves with the last page only, so that a broken sync starts over. */
export function applySyncPage(state: InboxState, page: SyncPage): Outcome {
  const { epoch, revision, counts } = page;
  if (page.reset) {
    const fresh = { ...state, epoch, revision, merged: revision, counts, lists: new Map() };
    return { ...unchanged(fresh), reset: true };
  }
  if (epoch !== state.epoch) return unchanged(state, 'sync');
  // Deltas have overtaken it: it would bring back what they removed, and an older count.
  if (revision < state.revision) return unchanged(state, 'stale');
  return applyChanges(state, page.changed, page.next === null ? { revision, counts } : {});
}

/** A page of a list: the first, or the one below `floor`. An answer that is older than this copy is void. */
export function applyListPage(
  state: InboxState,
  filter: ListFilter,
  floor: List['floor'],
  page: ListPage,
): Outcome {
  const { epoch, revision, counts } = page;
  // Whoever knows nothing begins with it.
  const known = state.epoch === null ? { ...state, epoch, revision, merged: revision, counts } : state;
  if (epoch !== known.epoch) return unchanged(state, 'sync');
  if (revision < known.merged) return unchanged(state, 'stale');
  const list = listOf(known, filter);
  if (floor !== null && list?.floor !== floor) return unchanged(state);
  const kept = floor === null ? [] : (list?.items ?? []);
  const items =
    filter.threads === 'folded'
      ? appendThreads(kept, page.items)
      : mergeIntoList({ filter, items: kept, floor: null }, page.items).items;
  const loaded: List = {
    ...{ filter, items, floor: floorOf(page) },
    ...(floor !== null && list?.isStale && { isStale: true }),
  };
  const lists = new Map(known.lists).set(filterKey(filter), loaded);
  return { ...unchanged({ ...known, lists }), need: revision > known.revision ? 'sync' : 'nothing' };
}

/** A folded list that was asked for again, in pages of one revision. An answer that is older than this copy is void. */
export function applyReload(state: InboxState, filter: ListFilter, pages: readonly ListPage[]): Outcome {
  const [first] = pages;
  const last = pages.at(-1);
  if (first === undefined || last === undefined || listOf(state, filter) === undefined)
    return unchanged(state);
  if (first.epoch !== state.epoch) return unchanged(state, 'sync');
  if (first.revision < state.merged) return unchanged(state, 'stale');
  const loaded: List = { filter, items: pages.flatMap(({ items }) => items), floor: floorOf(last) };
  const lists = new Map(state.lists).set(filterKey(filter), loaded);
  return { ...unchanged({ ...state, lists }), need: first.revision > state.revision ? 'sync' : 'nothing' };
}
