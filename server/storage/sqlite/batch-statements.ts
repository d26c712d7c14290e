import type { ActionKind } from '#server/rules/state';
import type { BatchStatements } from '../batch-repository.ts';
import { STATE_COLUMNS } from '../row-columns.ts';
import type { Selection } from '../rows.ts';
import { ACTIONS, VIEWS, viewOf } from './state-conditions.ts';

const BATCH = 'id, user_id, revision, action, device, rows, created_at, undone_at';

const STATES = STATE_COLUMNS.join(', ');
const statesOf = (table: string): string => STATE_COLUMNS.map((name) => `${table}.${name}`).join(', ');

/** ?1 is the user, ?2 the selection's parameter, ?4 and ?5 a thread. */
function selected(selection: Selection): string {
  // The plus keeps the planner from walking all rows of the user to find a few ids.
  if ('ids' in selection)
    return 'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND purged_at IS NULL';
  const upTo = `user_id = ?1 AND ${VIEWS[selection.view]} AND sent_revision <= ?2`;
  return 'thread' in selection ? `${upTo} AND source = ?4 AND group_key = ?5` : upTo;
}

/** To dismiss a refusal is no change of its user's state. */
const actedOf = (action: ActionKind): string => (action === 'dismiss' ? '' : 'acted_revision = ?2, ');

/** `batch_rows AS b` with the rows that they are about. */
const JOINED = 'batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id';
/** Rows of batch ?1 that nothing newer has changed: it made revision ?2. */
const UNTOUCHED = 'b.batch_id = ?1 AND n.acted_revision = ?2 AND n.purged_at IS NULL';

const difference = (condition: (table: string) => string): string =>
  `sum((${condition('n')}) - (${condition('b')}))`;

export const BATCHES: BatchStatements = {
  insert: `INSERT INTO batches (id, user_id, revision, action, device, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  collect: (action, selection) => `INSERT INTO batch_rows (batch_id, notification_id, ${STATES})
    SELECT ?3, id, ${STATES} FROM notifications WHERE ${selected(selection)} AND ${ACTIONS[action].when}`,
  apply: (
    action,
  ) => `UPDATE notifications SET ${ACTIONS[action].set}, ${actedOf(action)}revision = ?2, updated_at = ?3
    WHERE id IN (SELECT notification_id FROM batch_rows WHERE batch_id = ?1)`,
  tally: `SELECT n.source, count(*) AS rows, ${difference((table) => viewOf('unread', table))} AS unread,
      ${difference((table) => viewOf('inbox', table))} AS shown
    FROM ${JOINED} WHERE b.batch_id = ?1 GROUP BY n.source`,
  count: 'UPDATE batches SET rows = ?2 WHERE id = ?1',
  get: `SELECT ${BATCH} FROM batches WHERE id = ?1`,
  newest: `SELECT ${BATCH} FROM batches WHERE user_id = ?1 AND created_at > ?2 ORDER BY revision DESC LIMIT ?3`,
  collectUntouched: `INSERT INTO batch_rows (batch_id, notification_id, ${STATES})
    SELECT ?3, n.id, ${statesOf('n')} FROM ${JOINED} WHERE ${UNTOUCHED}`,
  restore: `UPDATE notifications SET ${STATE_COLUMNS.map((name) => `${name} = b.${name}`).join(', ')}, revision = ?3, updated_at = ?4
    FROM batch_rows AS b WHERE b.batch_id = ?1 AND b.notification_id = notifications.id
    AND notifications.acted_revision = ?2 AND purged_at IS NULL`,
  markUndone: 'UPDATE batches SET undone_at = ?2 WHERE id = ?1',
  remove: 'DELETE FROM batches WHERE id = ?1',
  limit: `DELETE FROM batches WHERE id IN
    (SELECT id FROM batches WHERE user_id = ?1 ORDER BY revision DESC LIMIT -1 OFFSET ?2)`,
  purge: 'DELETE FROM batches WHERE created_at < ?1',
};
