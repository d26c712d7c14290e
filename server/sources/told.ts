import type { Upstream } from '#server/notification';
import type { NotificationRow, SourceIdRow, Storage } from '../storage/storage.ts';

/** The two things that a source says of the state of a notification, and the action that brings about each. */
export const STATES = [
  { topic: 'read', field: 'read_at', on: 'read' },
  { topic: 'archive', field: 'archived_at', on: 'archive' },
] as const;
export type StateOf = (typeof STATES)[number];

/**
 * The state of a row as its source holds it: since when. Of several folded into one, only when each is in it, and then
 * since the last of them.
 */
export function heldState(ids: readonly SourceIdRow[], { field }: StateOf): number | null {
  const times = ids.map((id) => id[field]).filter((time) => time !== null);
  return times.length === 0 || times.length < ids.length ? null : Math.max(...times);
}

/** The row in that state as its source holds it. */
export function levelled(row: NotificationRow, ids: readonly SourceIdRow[], state: StateOf): NotificationRow {
  const held = heldState(ids, state);
  return (row[state.field] === null) === (held === null) ? row : { ...row, [state.field]: held };
}

/** Whether its user has deleted the row here, while its source does not know yet. */
export const awaitsDeletion = (
  outbox: Pick<Storage['outbox'], 'on'>,
  row: Pick<NotificationRow, 'id' | 'deleted_at'>,
): boolean => row.deleted_at !== null && outbox.on(row.id, 'delete').length > 0;

/** What a row says of its entries in the outbox, as JSON. A refusal stays until its user's next action. */
export function toldState(outbox: Pick<Storage['outbox'], 'pendingOf'>, row: NotificationRow): string | null {
  if (row.upstream === null) return null;
  const { state }: Upstream = JSON.parse(row.upstream);
  return state === 'refused' ? row.upstream : outbox.pendingOf(row.id);
}
