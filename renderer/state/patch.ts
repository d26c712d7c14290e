import type { ListPatch, ListState } from '#app/state';
import type { Notification } from '#server/notification';

/** Newest first: ids are UUIDv7, so that their order is the order of arrival. */
function newestFirst(a: Notification, b: Notification): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}

/** Both newest first; of two with one id the one of `upserts` stays. */
function merge(items: readonly Notification[], upserts: readonly Notification[]): readonly Notification[] {
  const merged: Notification[] = [];
  let next = 0;
  for (const item of items) {
    for (let upsert = upserts[next]; upsert !== undefined && upsert.id > item.id; upsert = upserts[next]) {
      merged.push(upsert);
      next += 1;
    }
    const same = upserts[next];
    if (same?.id === item.id) {
      merged.push(same);
      next += 1;
    } else {
      merged.push(item);
    }
  }
  merged.push(...upserts.slice(next));
  return merged;
}

/**
 * The list after the patch. A patch that the list already holds changes nothing (the same object comes back); `gap`:
 * one before it is missing, and the list has to be asked for anew.
 */
export function applyPatch(list: ListState, patch: ListPatch): ListState | 'gap' {
  if (patch.version <= list.version) return list;
  if (patch.version !== list.version + 1) return 'gap';
  const removed = new Set(patch.removals);
  const kept = removed.size === 0 ? list.items : list.items.filter((item) => !removed.has(item.id));
  const upserts = patch.upserts.filter((item) => !removed.has(item.id)).sort(newestFirst);
  return {
    view: list.view,
    items: upserts.length === 0 ? kept : merge(kept, upserts),
    more: patch.more,
    version: patch.version,
  };
}
