import type { View } from '#server/rules/state';
import type { Statements } from '../../repositories/repositories.ts';
import { ANSWERED } from './notification-statements.ts';
import { VIEWS, viewOf } from './state-conditions.ts';

const PLACE = '(n.surfaced_at, n.id) < (?2, ?3)';
const NEWEST_FIRST = 'ORDER BY n.surfaced_at DESC, n.id DESC';

/** Whether a row has none above it in its thread and view. */
const isHead = (view: View): string => `(walked.group_key IS NULL OR NOT EXISTS (
    SELECT 1 FROM notifications AS m WHERE m.user_id = ?1 AND m.source = walked.source AND m.group_key = walked.group_key
      AND m.purged_at IS NULL AND ${viewOf(view, 'm')} AND (m.surfaced_at, m.id) > (walked.surfaced_at, walked.id)))`;

/**
 * Each thread of a user, by jumps from one key in the index to the next: reading all rows of a thread of a hundred thousand would
 * take long. Every source that ever sent something has a count.
 */
const EACH = `WITH RECURSIVE threads (source, key) AS (
    SELECT c.source, (SELECT min(n.group_key) FROM notifications AS n WHERE n.user_id = ?1 AND n.source = c.source
        AND n.group_key IS NOT NULL AND n.purged_at IS NULL)
      FROM source_counts AS c WHERE c.user_id = ?1
    UNION ALL SELECT t.source, (SELECT min(n.group_key) FROM notifications AS n WHERE n.user_id = ?1 AND n.source = t.source
        AND n.group_key > t.key AND n.purged_at IS NULL)
      FROM threads AS t WHERE t.key IS NOT NULL)`;

// Every view implies that a row is not purged, which SQLite does not conclude: without it the index of threads is not its choice.
const LISTED =
  'm.user_id = ?1 AND m.source = t.value ->> 0 AND m.group_key = t.value ->> 1 AND m.purged_at IS NULL';

/** null: all but the Bin. */
const counted = (view: View | null): string => (view === null ? 'm.deleted_at IS NULL' : viewOf(view, 'm'));

export const THREADS: Statements['threads'] = {
  walk: (view) => `SELECT ${ANSWERED} FROM notifications AS n WHERE n.id IN (
      SELECT walked.id FROM (SELECT n.id, n.surfaced_at, n.source, n.group_key FROM notifications AS n
          WHERE n.user_id = ?1 AND ${VIEWS[view]} AND ${PLACE} ${NEWEST_FIRST} LIMIT ?5) AS walked
        WHERE ${isHead(view)} ORDER BY walked.surfaced_at DESC, walked.id DESC LIMIT ?4)
    ${NEWEST_FIRST}`,
  end: (view) => `SELECT n.surfaced_at, n.id FROM notifications AS n WHERE n.user_id = ?1 AND ${VIEWS[view]}
    AND ${PLACE} ${NEWEST_FIRST} LIMIT 1 OFFSET ?4`,
  heads: (view) => `${EACH}, heads (head) AS (SELECT (SELECT m.id FROM notifications AS m
        WHERE m.user_id = ?1 AND m.source = t.source AND m.group_key = t.key
          AND m.purged_at IS NULL AND ${viewOf(view, 'm')}
        ORDER BY m.surfaced_at DESC, m.id DESC LIMIT 1) FROM threads AS t WHERE t.key IS NOT NULL)
    SELECT ${ANSWERED} FROM heads CROSS JOIN notifications AS n WHERE n.id = head AND ${PLACE} ${NEWEST_FIRST} LIMIT ?4`,
  alone: (view) => `SELECT ${ANSWERED} FROM notifications AS n WHERE n.id IN (
      SELECT n.id FROM notifications AS n WHERE n.user_id = ?1 AND ${VIEWS[view]} AND n.group_key IS NULL
        AND ${PLACE} ${NEWEST_FIRST} LIMIT ?4)
    ${NEWEST_FIRST}`,
  counts: (view) => `SELECT t.value ->> 0 AS source, t.value ->> 1 AS key,
      (SELECT count(*) FROM notifications AS m WHERE ${LISTED} AND ${counted(view)}) AS rows,
      (SELECT count(*) FROM notifications AS m WHERE ${LISTED} AND ${view === null ? '' : `${viewOf(view, 'm')} AND`} ${viewOf('unread', 'm')}) AS unread
    FROM json_each(?2) AS t`,
};
