import type { Action, View } from '#server/inbox';
import { DATA_LIMIT } from '#server/notification';
import type { NotificationStatements } from '../notification-repository.ts';
import { CHANGING, COLUMNS, WIPED } from '../row-columns.ts';
import type { NotificationRow, Selection } from '../rows.ts';

export const VIEWS = {
  inbox: 'archived_at IS NULL AND deleted_at IS NULL',
  unread: 'read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
} as const satisfies Record<View, string>;

/** Each action in SQL: which rows it changes, how, and whether a changed row counts as unread and as shown. */
export const ACTIONS = {
  read: { when: 'read_at IS NULL', set: 'read_at = ?4', unread: '0', shown: 'archived_at IS NULL' },
  unread: {
    when: 'read_at IS NOT NULL',
    set: 'read_at = NULL',
    unread: 'archived_at IS NULL',
    shown: 'archived_at IS NULL',
  },
  archive: { when: 'archived_at IS NULL', set: 'archived_at = ?4', unread: '0', shown: '0' },
  unarchive: {
    when: 'archived_at IS NOT NULL',
    set: 'archived_at = NULL',
    unread: 'read_at IS NULL',
    shown: '1',
  },
  delete: {
    when: 'TRUE',
    set: 'deleted_at = ?4',
    unread: '0',
    shown: '0',
  },
  dismiss: {
    when: "upstream ->> '$.state' = 'refused'",
    set: 'upstream = NULL',
    unread: 'read_at IS NULL AND archived_at IS NULL',
    shown: 'archived_at IS NULL',
  },
} as const satisfies Record<Action, { when: string; set: string; unread: string; shown: string }>;

function where(action: Action, selection: Selection): string {
  const selected =
    'ids' in selection
      ? // The plus keeps the planner from walking all rows of the user to find a few ids.
        'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND deleted_at IS NULL'
      : `user_id = ?1 AND ${VIEWS[selection.view]} AND ${'source' in selection ? 'source =' : 'sent_revision <='} ?2`;
  return `${selected} AND ${ACTIONS[action].when}`;
}

/** Older versions stored everything that a source sent. */
const OVERSIZED = `(source LIKE 's-%' AND octet_length(data) > ${DATA_LIMIT})`;

/** SQL for columns in answers: never more than is stored today. */
const BOUNDED: Readonly<Partial<Record<keyof NotificationRow, string>>> = {
  data: `CASE WHEN ${OVERSIZED} THEN '{}' ELSE data END`,
  trimmed: `max(trimmed, ${OVERSIZED})`,
};
export const ANSWERED = COLUMNS.map((name) => `${BOUNDED[name] ?? name} AS ${name}`).join(', ');

/** A deleted row only records that its id is gone. */
const WIPE = Object.entries(WIPED)
  .map(([name, value]) => `${name} = ${value === null ? 'NULL' : `'${value}'`}`)
  .join(', ');

const STANDS = (['inbox', 'archived'] as const)
  .map(
    (view) =>
      `EXISTS (SELECT 1 FROM notifications WHERE user_id = ?1 AND surfaced_at = place AND ${VIEWS[view]})`,
  )
  .join(' OR ');

const FORGOTTEN = `deleted_at IS NOT NULL AND deleted_at < ?1
  AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.notification_id = notifications.id)`;

const INSERT = `INSERT INTO notifications (${COLUMNS.join(', ')})
    VALUES (${COLUMNS.map((_, index) => `?${index + 1}`).join(', ')})`;

/** `json_each` (PostgreSQL: an array and ANY) takes lists. */
export const NOTIFICATIONS: NotificationStatements = {
  insert: INSERT,
  claim: `${INSERT} ON CONFLICT DO NOTHING RETURNING id`,
  save: `UPDATE notifications SET ${CHANGING.map((name, index) => `${name} = ?${index + 2}`).join(', ')}
    WHERE id = ?1`,
  foldable: `SELECT * FROM notifications WHERE user_id = ?1 AND source = ?2 AND dedupe_key = ?3 AND ${VIEWS.unread}
    ORDER BY surfaced_at DESC, id DESC LIMIT 1`,
  foldables: `SELECT n.* FROM json_each(?3) AS wanted JOIN notifications AS n
    ON n.user_id = ?1 AND n.source = ?2 AND n.dedupe_key = wanted.value AND ${VIEWS.unread}`,
  missing: `SELECT wanted.value AS id FROM json_each(?2) AS wanted
    LEFT JOIN notifications AS n ON n.id = wanted.value AND n.user_id = ?1 AND n.deleted_at IS NULL
    WHERE n.id IS NULL`,
  tally: (action, selection) => `SELECT source, count(*) AS rows,
      sum((${ACTIONS[action].unread}) - (read_at IS NULL AND archived_at IS NULL)) AS unread,
      sum((${ACTIONS[action].shown}) - (archived_at IS NULL)) AS shown
    FROM notifications WHERE ${where(action, selection)} GROUP BY source`,
  act: (action, selection) => `UPDATE notifications SET ${ACTIONS[action].set}, revision = ?3, updated_at = ?4
    WHERE ${where(action, selection)}`,
  wipe: `UPDATE notifications SET ${WIPE} WHERE user_id = ?1 AND revision = ?2 AND deleted_at IS NOT NULL
    AND source NOT IN (SELECT value FROM json_each(?3))`,
  wipeAwaiting: `UPDATE notifications SET ${WIPE} WHERE deleted_at IS NOT NULL AND id IN
    (SELECT notification_id FROM outbox WHERE user_id = ?1 AND source = ?2 AND topic = 'delete')`,
  hasExternal: 'SELECT 1 AS found FROM notifications WHERE user_id = ?1 AND source = ?2 AND external_id = ?3',
  idsOfExternal: `SELECT id, surfaced_at FROM notifications WHERE user_id = ?1 AND external_id = ?2
    AND deleted_at IS NULL`,
  freePlace: `WITH RECURSIVE run (place) AS (SELECT ?2 UNION ALL SELECT place + 1 FROM run WHERE ${STANDS})
    SELECT max(place) AS place FROM run`,
  takenPlaces: `SELECT n.surfaced_at AS place FROM json_each(?2) AS range JOIN notifications AS n ON n.user_id = ?1
    AND n.surfaced_at BETWEEN range.value ->> 0 AND range.value ->> 1 AND ${VIEWS.inbox}
    UNION ALL SELECT n.surfaced_at FROM json_each(?2) AS range JOIN notifications AS n ON n.user_id = ?1
    AND n.surfaced_at BETWEEN range.value ->> 0 AND range.value ->> 1 AND ${VIEWS.archived}`,
  byIds: 'SELECT * FROM notifications WHERE id IN (SELECT value FROM json_each(?1))',
  byId: 'SELECT * FROM notifications WHERE id = ?1',
  changedAt: `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND revision = ?2 ORDER BY id`,
  changedAfter: `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND (revision, id) > (?2, ?3)
    ORDER BY revision, id LIMIT ?4`,
  page: (view, isOfSource) => `SELECT ${ANSWERED} FROM notifications
    WHERE user_id = ?1 ${isOfSource ? 'AND source = ?5' : ''} AND ${VIEWS[view]} AND (surfaced_at, id) < (?2, ?3)
    ORDER BY surfaced_at DESC, id DESC LIMIT ?4`,
  pageAt: `SELECT ${ANSWERED} FROM notifications WHERE user_id = ?1 AND ${VIEWS.inbox}
    ORDER BY surfaced_at DESC, id DESC LIMIT ?2 OFFSET ?3`,
  noteForgotten: `UPDATE users SET kept_from = max(kept_from, gone.revision)
    FROM (SELECT user_id, max(revision) AS revision FROM notifications WHERE ${FORGOTTEN} GROUP BY user_id) AS gone
    WHERE gone.user_id = users.id`,
  forget: `DELETE FROM notifications WHERE ${FORGOTTEN}`,
};
