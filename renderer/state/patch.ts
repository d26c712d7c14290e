import type { ListPatch, ListState } from '#app/state';
import type { Notification } from '#server/notification';
import { newestFirst } from '#server/rules/order';

/** Both newest first, and without a row in common. */
function merge(items: readonly Notification[], upserts: readonly Notification[]): readonly Notification[] {
  const merged: Notification[] = [];
  let next = 0;
  for (const item of items) {
    for (let one = upserts[next]; one !== undefined && newestFirst(one, item) < 0; one = upserts[next]) {
      merged.push(one);
      next += 1;
    }
    merged.push(item);
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
  const upserts = patch.upserts.filter((item) => !removed.has(item.id)).sort(newestFirst);
  // An upsert may stand elsewhere than before.
  for (const { id } of upserts) removed.add(id);
  const kept = removed.size === 0 ? list.items : list.items.filter((item) => !removed.has(item.id));
  return {
    view: list.view,
    items: upserts.length === 0 ? kept : merge(kept, upserts),
    more: patch.more,
    version: patch.version,
  };
}
