import type { Upstream } from '#server/notification';
import type { NotificationRow, SourceIdRow, Storage } from '../storage/storage.ts';

/** The two states of a notification that a source knows, and the action that sets each. */
export const STATES = [
  { topic: 'read', field: 'read_at', on: 'read' },
  { topic: 'archive', field: 'archived_at', on: 'archive' },
] as const;
type StateOf = (typeof STATES)[number];

/** A state that the source has set, or, with `ends`, cleared. */
export type Move = Readonly<{ state: StateOf; ends: boolean }>;

/** For when one of several ids folded into a row is gone: those that are left may all be read. */
export const LEFT: readonly Move[] = STATES.map((state) => ({ state, ends: false }));

type Outbox = Storage['outbox'];

/**
 * Since when a row is in a state, by what the source knows and the outbox will tell it. A row with several ids is in the state only
 * when all of them are, and then since the last of them.
 */
function heldSince(
  outbox: Pick<Outbox, 'on'>,
  row: NotificationRow,
  ids: readonly SourceIdRow[],
  state: StateOf,
): number | null {
  const entries = outbox.on(row.id, state.topic);
  const times = ids.map((id) => {
    const entry = entries.find(({ external_id }) => external_id === id.external_id);
    if (entry === undefined) return id[state.field];
    return entry.action === state.on ? entry.created_at : null;
  });
  const known = times.filter((time) => time !== null);
  return known.length === 0 || known.length < times.length ? null : Math.max(...known);
}

/** The row in the state that its source has now. Of a row with several ids, what only the reader has read or archived stays so. */
export function follow(
  outbox: Pick<Outbox, 'on'>,
  row: NotificationRow,
  ids: readonly SourceIdRow[],
  moves: readonly Move[],
): NotificationRow {
  const changed = moves.flatMap(({ state, ends }) => {
    const held = heldSince(outbox, row, ids, state);
    const same = (row[state.field] === null) === (held === null);
    return same || (held === null && !ends) ? [] : [[state.field, held] as const];
  });
  return { ...row, ...Object.fromEntries(changed) };
}

/** Whether the user has deleted the row here and its source does not know yet. */
export const awaitsDeletion = (
  outbox: Pick<Outbox, 'on'>,
  row: Pick<NotificationRow, 'id' | 'deleted_at'>,
): boolean => row.deleted_at !== null && outbox.on(row.id, 'delete').length > 0;

/** `upstream` of a row: its entries in the outbox, as JSON. A refusal stays until the user's next action. */
export function upstreamState(outbox: Pick<Outbox, 'pendingOf'>, row: NotificationRow): string | null {
  if (row.upstream === null) return null;
  const { state }: Upstream = JSON.parse(row.upstream);
  return state === 'refused' ? row.upstream : outbox.pendingOf(row.id);
}
