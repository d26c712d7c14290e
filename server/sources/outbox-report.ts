import type { Upstream } from '#server/notification';
import type { OutboxResult } from '#server/outbox';
import type { Refusal } from '#server/rules/refusals';
import { retryPause } from '#server/rules/retry';
import { cleanText } from '#server/rules/text/text';
import type { Pressed } from '#server/run';
import { runsOf, type StoredRun, withRun } from '../inbox/inbox.ts';
import type { NotificationRow, OutboxRow, SourceIdRow, Steps, Storage } from '../storage/storage.ts';
import { follow, isSameState, reachedBy, STATES, upstreamState } from './source-state.ts';
import { dropId, withoutId } from './vanishing.ts';
import type { Loaded, WorkingSet } from './working-set.ts';

type Result<O> = Extract<OutboxResult, { outcome: O }>;

const cleaned = (reason: Refusal): Refusal => ({
  ...reason,
  said: reason.said === null ? null : cleanText(reason.said),
});

const endOf = (result: Result<'done' | 'refused'>): Pick<StoredRun, 'state' | 'reason'> =>
  result.outcome === 'done' ? { state: 'done' } : { state: 'failed', reason: cleaned(result.reason) };

/** When an entry is tried again; `counts`: that was an attempt. */
export type Postponed = Readonly<{ id: string; at: number; counts: boolean }>;

/** First step: loads the entries, and everything that their results may touch. */
export function* loadEntries(
  storage: Pick<Storage, 'notifications' | 'sourceIds' | 'outbox'>,
  userId: number,
  results: readonly OutboxResult[],
): Steps<Loaded & Readonly<{ reported: ReadonlyMap<string, OutboxRow> }>> {
  const { notifications, sourceIds, outbox } = storage;
  const found = yield* outbox.find(userId, [...new Set(results.map(({ id }) => id))]);
  const ids = [...new Set(found.map(({ notification_id }) => notification_id))];
  return {
    reported: new Map(found.map((entry) => [entry.id, entry])),
    rows: yield* notifications.byIds(ids),
    ids: yield* sourceIds.ofRows(ids),
    entries: yield* outbox.ofRows(ids),
  };
}

/** Second step: applies the results of deliveries to what was loaded. It reads and writes nothing. */
export function createOutboxReport(
  deps: Readonly<{
    set: WorkingSet;
    reported: ReadonlyMap<string, OutboxRow>;
    random: () => number;
    /** As the outbox is timed. */
    monotonic: number;
  }>,
): (result: OutboxResult) => Postponed | null {
  const { set, reported, monotonic } = deps;

  function postponed({ id, attempts }: OutboxRow, { after_ms = 0 }: Result<'retry'>): Postponed {
    const pause = retryPause('outbox', attempts, deps.random());
    return { id, at: monotonic + Math.max(pause, after_ms), counts: true };
  }

  const idOf = ({ source, external_id }: OutboxRow): SourceIdRow | undefined =>
    external_id === null ? undefined : set.id(source, external_id);

  const stateOf = (entry: OutboxRow) => STATES.find(({ topic }) => topic === entry.topic);

  /** The row in the state that its source has once an entry is finished. */
  function followed(row: NotificationRow, entry: OutboxRow): NotificationRow {
    const state = stateOf(entry);
    return state === undefined ? row : follow(set, row, set.living(row.id), [{ state, ends: true }]);
  }

  /** Notes that the source has the delivered state, unless it has changed since. @returns whether it has changed */
  function learn(entry: OutboxRow, revision: number | undefined): boolean {
    const known = idOf(entry);
    const state = stateOf(entry);
    if (known === undefined || state === undefined) return false;
    const reached = reachedBy(entry, state);
    const since = revision === undefined ? (entry.base_revision ?? -1) + 1 : revision;
    if (known.revision !== null && known.revision >= since)
      return !isSameState(state, known[state.field], reached);
    const concluded = state.field === 'read_at' ? 0 : known.concluded;
    set.saveId({ ...known, [state.field]: reached, concluded });
    return false;
  }

  /** It is here as its user wants it, unless the source has changed since: what a source is sent may only stand for that. */
  const delivered = (
    entry: OutboxRow,
    row: NotificationRow,
    revision: number | undefined,
  ): NotificationRow => (learn(entry, revision) ? followed(row, entry) : row);

  function put(before: NotificationRow, after: NotificationRow): void {
    const same =
      before.upstream === after.upstream &&
      before.runs === after.runs &&
      STATES.every(({ field }) => before[field] === after[field]);
    if (same) return;
    set.change(after);
  }

  /** The row after the run of one of its sender's actions has ended. A newer send or a newer press has others. */
  function ended(
    entry: OutboxRow,
    row: NotificationRow | undefined,
    result: Result<'done' | 'refused'>,
  ): void {
    if (row === undefined || row.purged_at !== null) return;
    const { key, action }: Pressed = JSON.parse(entry.args ?? '{}');
    const run = runsOf(row.runs).find((one) => one.action === action.id && one.key === key);
    if (run?.state !== 'running') return;
    put(row, { ...row, runs: withRun(row.runs, { ...run, ...endOf(result), at: set.now }) });
  }

  function done(
    entry: OutboxRow,
    row: NotificationRow | undefined,
    { revision, gone }: Result<'done'>,
  ): void {
    const known = idOf(entry);
    if (row === undefined || row.purged_at !== null) {
      // After a purge there is no way back, and nothing but replies is left to say.
      const isOver = gone === true || entry.topic === 'delete';
      if (isOver && known !== undefined) dropId(set, known, entry.notification_id, null);
      return;
    }
    const after =
      gone === true && known !== undefined
        ? withoutId(set, known, row, null)
        : delivered(entry, row, revision);
    put(row, { ...after, upstream: upstreamState(set, row) });
  }

  function refused(entry: OutboxRow, row: NotificationRow | undefined, { reason }: Result<'refused'>): void {
    if (row === undefined || row.purged_at !== null || entry.topic === 'receipt') return;
    const back = followed(row, entry);
    const upstream = {
      state: 'refused',
      action: entry.action,
      reason: cleaned(reason),
      ...(entry.reply !== null && { text: JSON.parse(entry.reply).text }),
    } as Upstream;
    put(row, { ...back, upstream: JSON.stringify(upstream) });
  }

  return (result) => {
    const entry = reported.get(result.id);
    // Another result may have finished it, too.
    const isWaiting =
      entry !== undefined && set.entriesOf(entry.notification_id).some(({ id }) => id === entry.id);
    if (!isWaiting) return null;
    if (result.outcome === 'retry') return postponed(entry, result);
    if (result.outcome === 'later') return { id: entry.id, at: monotonic + result.after_ms, counts: false };
    set.removeEntries(entry.notification_id, ({ id }) => id === entry.id);
    const row = set.row(entry.notification_id);
    if (entry.topic === 'run') ended(entry, row, result);
    else if (result.outcome === 'done') done(entry, row, result);
    else refused(entry, row, result);
    return null;
  };
}
