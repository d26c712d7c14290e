import type { Notification } from '#server/notification';
import { LOCAL, wholeFields } from '#server/rules/content';

const NOW = '2026-11-22T10:02:00.000000Z';

/** A notification for tests that care about few of its fields. All have one time, so that their ids give the order. */
export function notification(revision: number, fields: Partial<Notification> = {}): Notification {
  return {
    id: `id-${revision}`,
    source: LOCAL,
    ...wholeFields({ type: 'test', title: `title ${revision}`, message: `message ${revision}` }),
    occurrences: 1,
    upstream: null,
    revision,
    created_revision: revision,
    created_at: NOW,
    received_at: fields.created_at ?? NOW,
    surfaced_at: fields.created_at ?? NOW,
    updated_at: NOW,
    read_at: null,
    archived_at: null,
    ...fields,
  };
}
