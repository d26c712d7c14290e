import type { Change, Notification, Upstream } from '#server/notification';
import { parseExact } from '#server/rules/json/exact-json';
import { ownFields, type Fields as Payload } from '#server/rules/laravel/laravel';
import { microTimestamp, timestamp } from '#server/rules/time';
import { fromStored, type NotificationRow } from '../storage/storage.ts';
import { NO_RUNS, shownRuns } from './run-state.ts';

export const nullableTimestamp = (ms: number | null): string | null => (ms === null ? null : timestamp(ms));

const parsed = <T>(json: string | null): T | null => (json === null ? null : JSON.parse(json));

/** The row's `data`. For a Laravel app's notification: all fields that it sent, including those beside its own `data`. */
function dataOf({ data, envelope }: NotificationRow): Payload {
  const own = parseExact(data);
  return envelope === null
    ? (own as Payload)
    : ownFields({ ...(parseExact(envelope) as Payload), data: own });
}

export const toNotification = (row: NotificationRow): Notification => ({
  ...fromStored(row),
  data: dataOf(row),
  id: row.id,
  source: row.source,
  occurrences: row.occurrences,
  ...(row.trimmed === 1 && { trimmed: true }),
  ...(row.phrases !== null && { phrases: JSON.parse(row.phrases) }),
  upstream: parsed<Upstream>(row.upstream),
  ...(row.runs !== NO_RUNS && { runs: shownRuns(row.runs) }),
  revision: row.revision,
  created_revision: row.created_revision,
  created_at: timestamp(row.created_at),
  received_at: timestamp(row.received_at),
  surfaced_at: microTimestamp(row.surfaced_at),
  updated_at: timestamp(row.updated_at),
  ...(row.surfaced_revision > row.created_revision && { surfaced_revision: row.surfaced_revision }),
  read_at: nullableTimestamp(row.read_at),
  archived_at: nullableTimestamp(row.archived_at),
  ...(row.saved_at !== null && { saved_at: timestamp(row.saved_at) }),
  ...(row.snoozed_until !== null && { snoozed_until: timestamp(row.snoozed_until) }),
  ...(row.muted_at !== null && { muted_at: timestamp(row.muted_at) }),
  ...(row.ended !== null && { ended: row.ended }),
  ...(row.verdict !== null && { verdict: JSON.parse(row.verdict) }),
  ...(row.insists_until !== null && { insists_until: timestamp(row.insists_until) }),
  ...(row.acknowledged_at !== null && { acknowledged_at: timestamp(row.acknowledged_at) }),
  ...(row.acknowledged_by !== null && { acknowledged_by: row.acknowledged_by }),
  ...(row.deleted_at !== null && { deleted_at: timestamp(row.deleted_at), deleted: true as const }),
});

export const toChange = (row: NotificationRow): Change =>
  row.purged_at === null ? toNotification(row) : { id: row.id, revision: row.revision, deleted: true };
