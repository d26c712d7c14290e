import type { Migration } from '../migrate.ts';

const INBOX = 'archived_at IS NULL AND snoozed_until IS NULL AND deleted_at IS NULL';
const UNREAD = `read_at IS NULL AND muted_at IS NULL AND ${INBOX}`;
const DONE = 'archived_at IS NOT NULL AND deleted_at IS NULL';
const SQL = `
ALTER TABLE notifications ADD COLUMN saved_at INTEGER;
ALTER TABLE notifications ADD COLUMN snoozed_until INTEGER;
ALTER TABLE notifications ADD COLUMN muted_at INTEGER;
ALTER TABLE notifications ADD COLUMN purged_at INTEGER;
DROP INDEX notifications_inbox;
DROP INDEX notifications_unread;
DROP INDEX notifications_source_inbox;
DROP INDEX notifications_source_unread;
CREATE INDEX notifications_inbox ON notifications (user_id, surfaced_at, id) WHERE ${INBOX};
CREATE INDEX notifications_unread ON notifications (user_id, surfaced_at, id) WHERE ${UNREAD};
CREATE INDEX notifications_saved ON notifications (user_id, surfaced_at, id) WHERE saved_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notifications_snoozed ON notifications (user_id, surfaced_at, id)
  WHERE snoozed_until IS NOT NULL AND archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX notifications_done ON notifications (user_id, surfaced_at, id) WHERE ${DONE};
CREATE INDEX notifications_bin ON notifications (user_id, surfaced_at, id) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX notifications_source_inbox ON notifications (user_id, source, surfaced_at, id) WHERE ${INBOX};
CREATE INDEX notifications_source_unread ON notifications (user_id, source, surfaced_at, id) WHERE ${UNREAD};
CREATE INDEX notifications_source_done ON notifications (user_id, source, surfaced_at, id) WHERE ${DONE};
`;
export const states: Migration = { version: 160, up: (db) => db.exec(SQL) };
