import type { Upstream } from '#server/notification';
import type { NewEntry, NotificationRow, OutboxRow, SourceIdRow } from '../storage/storage.ts';
import { reopened } from './insisting.ts';
import type { WorkingSet } from './working-set.ts';

/** The states of a notification that a source may know, and the action that sets each. */
export const STATES = [
  { topic: 'read', field: 'read_at', on: 'read' },
  { topic: 'archive', field: 'archived_at', on: 'done' },
  { topic: 'save', field: 'saved_at', on: 'save' },
  { topic: 'snooze', field: 'snoozed_until', on: 'snooze' },
  { topic: 'delete', field: 'deleted_at', on: 'delete' },
  { topic: 'acknowledge', field: 'acknowledged_at', on: 'acknowledge' },
] as const;
type StateOf = (typeof STATES)[number];
const SNOOZE = STATES[3];

/** Whether two times mean the same state. Since when it is so does not matter; until when does. */
export const isSameState = ({ topic }: StateOf, one: number | null, other: number | null): boolean =>
  topic === 'snooze' ? one === other : (one === null) === (other === null);

/** A state that the source has set, or, with `ends`, cleared. */
export type Move = Readonly<{ state: StateOf; ends: boolean }>;

type Entries = Pick<WorkingSet, 'entriesOf' | 'now'>;

/** What an entry makes of the state of its topic: since when, or until when for a snooze; null: it ends it. */
export function reachedBy(entry: NewEntry & Partial<OutboxRow>, state: StateOf): number | null {
  if (entry.action !== state.on) return null;
  return typeof entry.args === 'string' ? JSON.parse(entry.args).until : entry.created_at;
}

/**
 * Since when a row is in a state, by what the source knows and the outbox will tell it. A row with several ids is in the state only
 * when all of them are, and then since the last of them.
 */
function heldSince(
  set: Entries,
  row: NotificationRow,
  ids: readonly SourceIdRow[],
  state: StateOf,
): number | null {
  const entries = set.entriesOf(row.id, state.topic);
  const times = ids.map((id) => {
    const entry = entries.find(({ external_id }) => external_id === id.external_id);
    if (entry === undefined) return id[state.field];
    return reachedBy(entry, state);
  });
  const known = times.filter((time) => time !== null);
  return known.length === 0 || known.length < times.length ? null : Math.max(...known);
}

/** The row in the state that its source has now. Of a row with several ids, what only the reader has read or archived stays so. */
export function follow(
  set: Entries,
  row: NotificationRow,
  ids: readonly SourceIdRow[],
  moves: readonly Move[],
): NotificationRow {
  const changed = moves.flatMap(({ state, ends }) => {
    const held = heldSince(set, row, ids, state);
    return isSameState(state, row[state.field], held) || (held === null && !ends)
      ? []
      : [[state.field, held] as const];
  });
  const moved: NotificationRow = { ...row, ...Object.fromEntries(changed) };
  const after = moved.acknowledged_at === row.acknowledged_at ? moved : reopened(moved, set.now);
  // As after a deletion here: nothing in the Bin comes back by itself.
  if (after.deleted_at !== null) return { ...after, snoozed_until: null };
  // Its source may have known of a snooze while it lay in the Bin here.
  return row.deleted_at === null ? after : { ...after, snoozed_until: heldSince(set, row, ids, SNOOZE) };
}

/** `upstream` of a row: its newest entry that is neither a receipt nor an action of its sender, which `runs` has. `markActed` of the outbox does the same in SQL for many rows. */
function pendingState(set: Entries, rowId: string): string | null {
  const newest = set.entriesOf(rowId).findLast(({ topic }) => topic !== 'receipt' && topic !== 'run');
  if (newest === undefined) return null;
  const { action, reply } = newest;
  return JSON.stringify({
    ...{ state: 'pending', action, reason: null },
    ...(reply !== null && { text: JSON.parse(reply).text }),
  });
}

/** `upstream` of a row: its entries in the outbox, as JSON. What the source will not do stays until the user's next action. */
export function upstreamState(set: Entries, row: NotificationRow): string | null {
  if (row.upstream === null) return null;
  const { state }: Upstream = JSON.parse(row.upstream);
  return state === 'pending' ? pendingState(set, row.id) : row.upstream;
}
