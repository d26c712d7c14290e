import type { Upstream } from '#server/notification';
import type { OutboxResult } from '#server/source';
import type { NotificationRow, OutboxRow, Storage } from '../storage/storage.ts';
import { type Batch, wiped } from './batch.ts';
import { awaitsDeletion, heldState, STATES, toldState } from './told.ts';

/** The pause after a failure doubles from the first to the last, in milliseconds; drawn at random below it. */
const FIRST_PAUSE = 1_000;
const LAST_PAUSE = 5 * 60_000;

type Result<O> = Extract<OutboxResult, { outcome: O }>;

/** Takes how telling a source went; a step of a unit of work. */
export function createReport(
  deps: Readonly<{
    storage: Pick<Storage, 'notifications' | 'sourceIds' | 'outbox'>;
    batch: Batch;
    userId: number;
    random: () => number;
    now: number;
  }>,
): (result: OutboxResult) => void {
  const { batch, userId, now } = deps;
  const { notifications, sourceIds, outbox } = deps.storage;

  function postpone({ id, attempts }: OutboxRow, { after_ms = 0 }: Result<'retry'>): void {
    const pause = deps.random() * Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts, 30));
    outbox.postpone(id, now + Math.ceil(Math.max(pause, after_ms)));
  }

  /** The row as its source holds it, on the topic of an entry that is over; unless more is to be told on it. */
  function levelled(row: NotificationRow, entry: OutboxRow): NotificationRow {
    const state = STATES.find(({ topic }) => topic === entry.topic);
    if (state === undefined || outbox.on(row.id, entry.topic).length > 0) return row;
    const held = heldState(sourceIds.living(row.id), state);
    return (row[state.field] === null) === (held === null) ? row : { ...row, [state.field]: held };
  }

  /** @returns whether the source holds what it was told; otherwise it has moved on meanwhile */
  function learn(entry: OutboxRow, revision: number | undefined): boolean {
    const state = STATES.find(({ topic }) => topic === entry.topic);
    const known =
      entry.external_id === null ? undefined : sourceIds.get(userId, entry.source, entry.external_id);
    if (known === undefined) return true;
    if (entry.action === 'delete') {
      sourceIds.save(userId, entry.source, { ...known, gone: 1 });
      return true;
    }
    if (state === undefined) return true;
    if (known.revision !== null) {
      const moved =
        revision === undefined ? known.revision > (entry.base_revision ?? -1) : known.revision >= revision;
      if (moved) return false;
    }
    const told = entry.action === state.on ? entry.created_at : null;
    sourceIds.save(userId, entry.source, { ...known, [state.field]: told });
    return true;
  }

  function put(before: NotificationRow, after: NotificationRow): void {
    const same =
      before.upstream === after.upstream &&
      before.deleted_at === after.deleted_at &&
      STATES.every(({ field }) => before[field] === after[field]);
    if (same) return;
    if (before.deleted_at !== null && after.deleted_at !== null) notifications.save(after);
    else batch.change(before, after);
  }

  function done(entry: OutboxRow, row: NotificationRow | undefined, { revision }: Result<'done'>): void {
    const holds = learn(entry, revision);
    if (row === undefined) return;
    if (entry.action === 'delete' && row.deleted_at !== null && !awaitsDeletion(outbox, row)) {
      outbox.drop(row.id, null);
      notifications.save(wiped(row));
      return;
    }
    const level = holds ? row : levelled(row, entry);
    put(row, { ...level, upstream: toldState(outbox, row) });
  }

  function refused(entry: OutboxRow, row: NotificationRow | undefined, { reason }: Result<'refused'>): void {
    if (row === undefined || entry.topic === 'receipt') return;
    const back = entry.action === 'delete' ? { ...row, deleted_at: null } : levelled(row, entry);
    const upstream = {
      state: 'refused',
      action: entry.action,
      reason: reason.replaceAll('\0', ''),
    } as Upstream;
    put(row, { ...back, upstream: JSON.stringify(upstream) });
  }

  return (result) => {
    const entry = outbox.find(userId, result.id);
    if (entry === undefined) return;
    if (result.outcome === 'retry') {
      postpone(entry, result);
      return;
    }
    outbox.remove(entry.id);
    const row = notifications.byId(entry.notification_id);
    if (result.outcome === 'done') done(entry, row, result);
    else refused(entry, row, result);
  };
}
