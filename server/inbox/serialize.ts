import type { Change, Notification, Upstream } from '#server/notification';
import { parseExact } from '#server/rules/exact-json';
import { ownFields, type Fields as Payload } from '#server/rules/laravel';
import { microTimestamp, timestamp } from '#server/rules/time';
import { fromStored, type NotificationRow } from '../storage/storage.ts';

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
  revision: row.revision,
  created_revision: row.created_revision,
  created_at: timestamp(row.created_at),
  received_at: timestamp(row.received_at),
  surfaced_at: microTimestamp(row.surfaced_at),
  updated_at: timestamp(row.updated_at),
  read_at: nullableTimestamp(row.read_at),
  archived_at: nullableTimestamp(row.archived_at),
});

export const toChange = (row: NotificationRow): Change =>
  row.deleted_at === null ? toNotification(row) : { id: row.id, revision: row.revision, deleted: true };
