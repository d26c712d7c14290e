import { type NotificationRow, type SourceIdRow, WIPED } from '../storage/storage.ts';
import { follow, type Move, STATES } from './source-state.ts';
import type { WorkingSet } from './working-set.ts';

/** Those ids of a row that are left may all be in a state. */
const LEFT: readonly Move[] = STATES.map((state) => ({ state, ends: false }));

/** A row whose tombstone is all that is left. */
const purged = (row: NotificationRow, now: number): NotificationRow => ({
  ...{ ...row, ...WIPED },
  deleted_at: row.deleted_at ?? now,
  purged_at: now,
});

/** A row in the Bin because its sender has taken it back. What its user has put there lies there already. Neither insists any more. */
const withdrawn = (row: NotificationRow, now: number): NotificationRow => ({
  ...row,
  insists_until: null,
  ...(row.deleted_at === null && { deleted_at: now, snoozed_until: null, ended: 'withdrawn' }),
});

/** Notes that a source no longer has an id, for ever. What it was still to hear of it is dropped, but not replies: a person wrote them. */
export function dropId(set: WorkingSet, known: SourceIdRow, rowId: string, revision: number | null): void {
  set.saveId({ ...known, revision: revision ?? known.revision, gone: 1 });
  set.removeEntries(rowId, (entry) => entry.topic !== 'reply' && entry.external_id === known.external_id);
}

/**
 * A row, which is not purged, after its source has lost one of its ids: with others left, as the source has those.
 * @param revision of a tombstone, by which the source says that the row was purged there; null: there is only evidence that it is gone,
 *   so its content stays in the Bin, where its user finds it
 */
export function withoutId(
  set: WorkingSet,
  known: SourceIdRow,
  row: NotificationRow,
  revision: number | null,
): NotificationRow {
  dropId(set, known, row.id, revision);
  const living = set.living(row.id);
  if (living.length > 0) return follow(set, row, living, LEFT);
  return revision === null ? withdrawn(row, set.now) : purged(row, set.now);
}
