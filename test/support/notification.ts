import type { Notification } from '#server/notification';

/** A notification for tests that care about few of its fields. Its revision is also its place in time. */
export function notification(revision: number, fields: Partial<Notification> = {}): Notification {
  return {
    id: `id-${revision}`,
    source: 'local',
    type: 'test',
    title: `title ${revision}`,
    message: `message ${revision}`,
    url: null,
    icon: null,
    priority: 3,
    group_key: null,
    dedupe_key: null,
    occurrences: 1,
    data: {},
    reply: null,
    upstream: null,
    revision,
    created_revision: revision,
    created_at: '2026-11-22T10:02:00.000000Z',
    updated_at: '2026-11-22T10:02:00.000000Z',
    read_at: null,
    archived_at: null,
    ...fields,
  };
}
