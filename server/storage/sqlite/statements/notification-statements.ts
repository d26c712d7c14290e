import { DATA_LIMIT } from '#server/notification';
import { LOCAL } from '#server/rules/content';
import type { View } from '#server/rules/state';
import type { Statements } from '../../repositories/repositories.ts';
import { CHANGING, COLUMNS, WIPED } from '../../row-columns.ts';
import { ARRIVED, type NotificationRow } from '../../rows.ts';
import { VIEWS } from './state-conditions.ts';

/** Older versions stored everything that a source sent. */
const OVERSIZED = `(source LIKE 's-%' AND octet_length(data) > ${DATA_LIMIT})`;

/** SQL for columns in answers: never more than is stored today. */
const BOUNDED: Readonly<Partial<Record<keyof NotificationRow, string>>> = {
  data: `CASE WHEN ${OVERSIZED} THEN '{}' ELSE data END`,
  trimmed: `max(trimmed, ${OVERSIZED})`,
};
/** The columns of rows that are answered. */
export const ANSWERED = COLUMNS.map((name) => `${BOUNDED[name] ?? name} AS ${name}`).join(', ');

/** `isFoldable` of `contract/rules/state.ts`. */
const FOLDABLE = `read_at IS NULL AND ${VIEWS.inbox}`;

/** A purged row only records that its id is gone. */
const WIPE = Object.entries(WIPED)
  .map(([name, value]) => `${name} = ${value === null ? 'NULL' : `'${value}'`}`)
  .join(', ');

const STANDS = (['inbox', 'done'] as const)
  .map(
    (view) =>
      `EXISTS (SELECT 1 FROM notifications WHERE user_id = ?1 AND surfaced_at = place AND ${VIEWS[view]})`,
  )
  .join(' OR ');

const takenIn = (
  view: View,
): string => `SELECT n.surfaced_at AS place FROM json_each(?2) AS range CROSS JOIN notifications AS n
    WHERE n.user_id = ?1 AND n.surfaced_at BETWEEN range.value ->> 0 AND range.value ->> 1 AND ${VIEWS[view]}`;

/** Every row of source ?2 that has content, by the index of each view: a row is in exactly one of these. */
const OF_SOURCE = (['inbox', 'snoozed', 'done', 'bin'] as const)
  .map((view) => `SELECT id FROM notifications WHERE user_id = ?1 AND source = ?2 AND ${VIEWS[view]}`)
  .join(' UNION ALL ');

/** Rows of all views: a row with content is in exactly one of these. */
const OF_ALL = (['inbox', 'snoozed', 'done', 'bin'] as const)
  .map((view) => `SELECT ${ARRIVED.join(', ')} FROM notifications WHERE user_id = ?1 AND ${VIEWS[view]}`)
  .join(' UNION ALL ');

const FORGOTTEN = `purged_at IS NOT NULL AND purged_at < ?1
  AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.notification_id = notifications.id)`;

const INSERT = `INSERT INTO notifications (${COLUMNS.join(', ')})
    VALUES (${COLUMNS.map((_, index) => `?${index + 1}`).join(', ')})`;

/**
 * `json_each` (PostgreSQL: an array and ANY) takes lists. CROSS JOIN keeps the planner from comparing each row of a user with each
 * entry of a list.
 */
export const NOTIFICATIONS: Statements['notifications'] = {
  insert: INSERT,
  claim: `${INSERT} ON CONFLICT DO NOTHING RETURNING id`,
  save: `UPDATE notifications SET ${CHANGING.map((name, index) => `${name} = ?${index + 2}`).join(', ')}
    WHERE id = ?1`,
  foldable: `SELECT * FROM notifications WHERE user_id = ?1 AND source = ?2 AND dedupe_key = ?3 AND ${FOLDABLE}
    ORDER BY surfaced_at DESC, id DESC LIMIT 1`,
  foldables: `SELECT n.* FROM json_each(?3) AS wanted CROSS JOIN notifications AS n
    WHERE n.user_id = ?1 AND n.source = ?2 AND n.dedupe_key = wanted.value AND ${FOLDABLE}`,
  missing: `SELECT wanted.value AS id FROM json_each(?2) AS wanted
    LEFT JOIN notifications AS n ON n.id = wanted.value AND n.user_id = ?1 AND n.purged_at IS NULL
    WHERE n.id IS NULL`,
  tallySource: `SELECT count(*) AS rows, coalesce(sum(${VIEWS.inbox}), 0) AS shown, coalesce(sum(${VIEWS.unread}), 0) AS unread
    FROM notifications WHERE id IN (${OF_SOURCE})`,
  purgeSource: `UPDATE notifications SET ${WIPE}, deleted_at = coalesce(deleted_at, ?4), purged_at = ?4, revision = ?3,
      updated_at = ?4 WHERE id IN (${OF_SOURCE})`,
  insistingWith: `SELECT o.id, o.user_id FROM json_each(?2) AS wanted CROSS JOIN notifications AS n ON n.id = wanted.value
    JOIN notifications AS o ON o.sent_as = n.sent_as
    WHERE n.user_id = ?1 AND n.sent_as IS NOT NULL AND o.user_id <> ?1 AND o.emergency IS NOT NULL AND o.acknowledged_at IS NULL`,
  signAcknowledged: `UPDATE notifications SET acknowledged_by = ?3 WHERE user_id = ?1 AND revision = ?2 AND source = '${LOCAL}'
    AND acknowledged_at IS NOT NULL`,
  wipe: `UPDATE notifications SET ${WIPE} WHERE user_id = ?1 AND revision = ?2 AND purged_at IS NOT NULL`,
  hasExternal: 'SELECT 1 AS found FROM notifications WHERE user_id = ?1 AND source = ?2 AND external_id = ?3',
  idsOfExternal: `SELECT id, surfaced_at FROM notifications WHERE user_id = ?1 AND external_id = ?2
    AND deleted_at IS NULL`,
  newest: `${OF_ALL} ORDER BY surfaced_at DESC, id DESC LIMIT ?2`,
  freePlace: `WITH RECURSIVE run (place) AS (SELECT ?2 UNION ALL SELECT place + 1 FROM run WHERE ${STANDS})
    SELECT max(place) AS place FROM run`,
  takenPlaces: (['inbox', 'done'] as const).map(takenIn).join(' UNION ALL '),
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
