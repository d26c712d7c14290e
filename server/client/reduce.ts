import type { Counts, Delta, ListPage, SyncPage, View } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { isUnread } from '#server/rules/state';
import { cut, type List, mergeIntoList, placeOf } from './list.ts';

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
  /** Loaded ones that were deleted, as they were. */
  deleted: readonly Notification[];
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
  deleted: [],
  need,
  reset: false,
});

/** Arrivals let a list grow up to this; what its reader has loaded of it stays. */
const GROWS_TO = 1_000;

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
    deleted: changed.flatMap((change) => {
      const item = 'deleted' in change ? findItem(state, ({ id }) => id === change.id) : undefined;
      return item === undefined ? [] : [item];
    }),
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
      deleted: [],
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

/** A page of a view: the first, or the one below `floor`. An answer that is older than what is known is void. */
export function applyListPage(state: InboxState, view: View, floor: List['floor'], page: ListPage): Outcome {
  if (page.epoch !== state.epoch) return unchanged(state, 'sync');
  if (page.revision < state.merged) return unchanged(state, 'stale');
  const list = state.lists[view];
  if (floor !== null && list?.floor !== floor) return unchanged(state);
  const kept = floor === null ? [] : (list?.items ?? []);
  const items = mergeIntoList(view, { items: kept, floor: null }, page.items).items;
  const last = page.items.at(-1);
  const lists = {
    ...state.lists,
    [view]: { items, floor: page.next === null || last === undefined ? null : placeOf(last) },
  };
  return { ...unchanged({ ...state, lists }), need: page.revision > state.revision ? 'sync' : 'nothing' };
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
