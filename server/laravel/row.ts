import type { LaravelNotification } from '#server/laravel';
import { parseExact } from '#server/rules/exact-json';
import type { Fields } from '#server/rules/laravel';
import { toNotification } from '../inbox/wire.ts';
import type { NotificationRow } from '../storage/storage.ts';
import { isFromApp } from './payload.ts';

/**
 * A row as Laravel's surface shows it. Its app gets back what it sent, and beside that what Belfry reads in it. What Belfry's
 * own senders send is spelled out under `data`, where a Laravel client looks for everything that it shows.
 */
export function toLaravel(row: NotificationRow): LaravelNotification {
  const { data, title, message, url, icon, priority, type, ...one } = toNotification(row);
  const own = {
    id: row.external_id ?? row.id,
    notifiable_type: 'App\\Models\\User',
    notifiable_id: row.user_id,
    read_at: one.read_at,
    created_at: one.created_at,
    updated_at: one.updated_at,
  };
  const read = { title, message, url, icon, priority };
  if (!isFromApp(row.source)) return { type, data: { ...data, ...read, type }, ...own };
  const envelope = (row.envelope === null ? {} : parseExact(row.envelope)) as Fields;
  const name = typeof envelope.type === 'string' ? envelope.type : type;
  return { ...read, ...envelope, type: name, data: parseExact(row.data), ...own };
}
