import type { Upstream } from '#server/notification';
import { retryPause } from '#server/rules/retry';
import { cleanText } from '#server/rules/text';
import type { OutboxResult } from '#server/source';
import type { NotificationRow, OutboxRow, Storage } from '../storage/storage.ts';
import { type Batch, wiped } from './batch.ts';
import { awaitsDeletion, follow, LEFT, STATES, upstreamState } from './source-state.ts';

type Result<O> = Extract<OutboxResult, { outcome: O }>;

/** Takes how telling a source went; a step of a unit of work. */
export function createOutboxReport(
  deps: Readonly<{
    storage: Pick<Storage, 'notifications' | 'sourceIds' | 'outbox'>;
    batch: Batch;
    userId: number;
    random: () => number;
    /** As the outbox is timed. */
    monotonic: number;
  }>,
): (result: OutboxResult) => void {
  const { batch, userId, monotonic } = deps;
  const { notifications, sourceIds, outbox } = deps.storage;

  function postpone({ id, attempts }: OutboxRow, { after_ms = 0 }: Result<'retry'>): void {
    const pause = retryPause('outbox', attempts, deps.random());
    outbox.postpone(id, monotonic + Math.max(pause, after_ms));
  }

  const stateOf = (entry: OutboxRow) => STATES.find(({ topic }) => topic === entry.topic);

  /** The row in the state that its source has once an entry is finished. */
  function followed(row: NotificationRow, entry: OutboxRow): NotificationRow {
    const state = stateOf(entry);
    const left = entry.action === 'delete' && row.occurrences > 1 ? LEFT : [];
    const moves = state === undefined ? left : [{ state, ends: true }];
    return follow(outbox, row, sourceIds.living(row.id), moves);
  }

  /** Notes that the source has the delivered state, unless it has changed since. */
  function learn(entry: OutboxRow, revision: number | undefined): void {
    const { source, external_id } = entry;
    const known = external_id === null ? undefined : sourceIds.get(userId, source, external_id);
    if (known === undefined) return;
    if (entry.action === 'delete') {
      sourceIds.save(userId, source, { ...known, gone: 1 });
      return;
    }
    const state = stateOf(entry);
    if (state === undefined) return;
    const since = revision === undefined ? (entry.base_revision ?? -1) + 1 : revision;
    if (known.revision !== null && known.revision >= since) return;
    const reached = entry.action === state.on ? entry.created_at : null;
    const concluded = state.field === 'read_at' ? 0 : known.concluded;
    sourceIds.save(userId, source, { ...known, [state.field]: reached, concluded });
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
    learn(entry, revision);
    if (row === undefined) return;
    if (entry.action === 'delete' && row.deleted_at !== null && !awaitsDeletion(outbox, row)) {
      outbox.drop(row.id, null);
      notifications.save(wiped(row));
      return;
    }
    put(row, { ...followed(row, entry), upstream: upstreamState(outbox, row) });
  }

  function refused(entry: OutboxRow, row: NotificationRow | undefined, { reason }: Result<'refused'>): void {
    if (row === undefined || entry.topic === 'receipt') return;
    const back = followed(entry.action === 'delete' ? { ...row, deleted_at: null } : row, entry);
    const upstream = {
      state: 'refused',
      action: entry.action,
      reason: { ...reason, said: reason.said === null ? null : cleanText(reason.said) },
      ...(entry.reply !== null && { text: JSON.parse(entry.reply).text }),
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
    if (result.outcome === 'later') {
      outbox.defer(entry.id, monotonic + result.after_ms);
      return;
    }
    outbox.remove(entry.id);
    const row = notifications.byId(entry.notification_id);
    if (result.outcome === 'done') done(entry, row, result);
    else refused(entry, row, result);
  };
}
