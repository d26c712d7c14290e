import type { Migration } from '../migrate.ts';

/**
 * Emergencies insist until somebody acknowledges them, and devices repeat them: so far they insisted until they were read, and the server
 * reminded of them.
 */
const SQL = `
DROP INDEX notifications_reminders;
ALTER TABLE notifications RENAME COLUMN remind_until TO insists_until;
-- What insists no more was read, or is over.
UPDATE notifications SET insists_until = NULL WHERE insists_until IS NOT NULL AND (remind_at IS NULL OR purged_at IS NOT NULL);
ALTER TABLE notifications DROP COLUMN remind_at;
-- Until then, as if their senders had known the bound of today.
UPDATE notifications SET insists_until = min(insists_until, created_at + 10800000),
  emergency = json_set(emergency, '$.expire', min(emergency ->> '$.expire', 10800)) WHERE insists_until IS NOT NULL;
ALTER TABLE notifications ADD COLUMN acknowledged_at INTEGER;
ALTER TABLE notifications ADD COLUMN acknowledged_by TEXT;
-- Common to the rows of several users, of which the first one ends the emergency of all.
ALTER TABLE notifications ADD COLUMN sent_as TEXT;
CREATE INDEX notifications_insisting ON notifications (insists_until) WHERE insists_until IS NOT NULL;
CREATE INDEX notifications_emergencies ON notifications (user_id, surfaced_at, id)
  WHERE insists_until IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_sent_as ON notifications (sent_as) WHERE sent_as IS NOT NULL;
-- What a Belfry server is known to have.
ALTER TABLE source_ids ADD COLUMN acknowledged_at INTEGER;
`;

export const emergencies: Migration = { version: 210, up: (db) => db.exec(SQL) };
