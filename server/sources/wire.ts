import type { OutboxEntry } from '#server/source';
import type { OutboxRow } from '../storage/storage.ts';

export const toEntry = (row: OutboxRow): OutboxEntry => ({
  id: row.id,
  source: row.source,
  notification_id: row.notification_id,
  external_id: row.external_id,
  action: row.action,
  reply: row.reply === null ? null : JSON.parse(row.reply),
  attempts: row.attempts,
});
