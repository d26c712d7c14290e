import type { LaravelNotification } from '#server/laravel';
import { FIELD_NAMES } from '#server/rules/content';
import { parseExact } from '#server/rules/json/exact-json';
import type { Fields } from '#server/rules/laravel/laravel';
import { toNotification } from '../../inbox/inbox.ts';
import type { NotificationRow } from '../../storage/storage.ts';
import { isFromApp } from './from-laravel.ts';

/** The fields that Laravel clients get beside the payload: those that are shown. */
const READ = FIELD_NAMES.filter(
  (name) =>
    name !== 'type' &&
    name !== 'data' &&
    name !== 'group_key' &&
    name !== 'dedupe_key' &&
    name !== 'reply' &&
    name !== 'actions' &&
    name !== 'emergency',
);

/**
 * A row as the Laravel routes answer it. A Laravel app's notification goes back exactly as it was sent, with the fields that Belfry
 * read from it beside it. Other notifications have their fields under `data`, where Laravel clients look for them.
 */
export function toLaravel(row: NotificationRow): LaravelNotification {
  const { data, type, ...one } = toNotification(row);
  const own = {
    id: row.external_id ?? row.id,
    notifiable_type: 'App\\Models\\User',
    notifiable_id: row.user_id,
    read_at: one.read_at,
    created_at: one.created_at,
    updated_at: one.updated_at,
  };
  const read = Object.fromEntries(
    READ.flatMap((name) => (one[name] === undefined ? [] : [[name, one[name]]])),
  );
  if (!isFromApp(row.source)) return { type, data: { ...data, ...read, type }, ...own };
  const envelope = (row.envelope === null ? {} : parseExact(row.envelope)) as Fields;
  const name = typeof envelope.type === 'string' ? envelope.type : type;
  return { ...read, ...envelope, type: name, data: parseExact(row.data), ...own };
}
