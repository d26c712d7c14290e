import { parseExact } from '#server/exact-json';
import { type Fields, ownFields } from '#server/laravel-payload';
import type { Change, Notification, Reply, Upstream } from '#server/notification';
import type { NotificationRow } from '../storage/storage.ts';

/** As Laravel writes times: UTC with microseconds. */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** Of microseconds since 1970. */
export function microTimestamp(us: number): string {
  const ms = Math.floor(us / 1_000);
  return timestamp(ms).replace('000Z', `${String(us - ms * 1_000).padStart(3, '0')}Z`);
}

export const nullableTimestamp = (ms: number | null): string | null => (ms === null ? null : timestamp(ms));

const parsed = <T>(json: string | null): T | null => (json === null ? null : JSON.parse(json));

/** Of what a Laravel app sent: all of its fields, also those beside its `data`. */
function dataOf({ data, envelope }: NotificationRow): Fields {
  const own = parseExact(data);
  return envelope === null ? (own as Fields) : ownFields({ ...(parseExact(envelope) as Fields), data: own });
}

export const toNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  source: row.source,
  type: row.type,
  title: row.title,
  message: row.message,
  url: row.url,
  icon: row.icon,
  priority: row.priority,
  group_key: row.group_key,
  dedupe_key: row.dedupe_key,
  occurrences: row.occurrences,
  data: dataOf(row),
  ...(row.trimmed === 1 && { trimmed: true }),
  reply: parsed<Reply>(row.reply),
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
