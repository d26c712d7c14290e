import type { View as OldView } from '#server/rules/state';

type View = OldView | 'saved' | 'snoozed' | 'done' | 'bin';
const INBOX = 'archived_at IS NULL AND snoozed_until IS NULL AND deleted_at IS NULL';

export const VIEWS: Readonly<Record<View, string>> = {
  inbox: INBOX,
  unread: `read_at IS NULL AND muted_at IS NULL AND ${INBOX}`,
  saved: 'saved_at IS NOT NULL AND deleted_at IS NULL',
  snoozed: 'snoozed_until IS NOT NULL AND archived_at IS NULL AND deleted_at IS NULL',
  done: 'archived_at IS NOT NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
  bin: 'deleted_at IS NOT NULL AND purged_at IS NULL',
};
