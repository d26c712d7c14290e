import type { ActionKind } from '#server/rules/state';
import type { Mutable } from '#server/rules/verdicts';
import type { Statements } from '../../repositories/repositories.ts';
import { STATE_COLUMNS } from '../../row-columns.ts';
import type { Selection } from '../../rows.ts';
import type { SqlValue } from '../../step.ts';
import { conditionOf } from './filter-conditions.ts';
import { ACTIONS, isOfRecord, VIEWS, viewOf } from './state-conditions.ts';

const BATCH = 'id, user_id, revision, action, device, rows, created_at, undone_at, mute';

const STATES = STATE_COLUMNS.join(', ');
const statesOf = (table: string): string => STATE_COLUMNS.map((name) => `${table}.${name}`).join(', ');

/** The column that a mute's key is in. */
const KEYS = { thread: 'group_key', type: 'type', sender: 'sender', source: null } as const satisfies Record<
  Mutable,
  string | null
>;

type Query = Readonly<{ sql: string; params: readonly SqlValue[] }>;

/** ?1 is the user, ?2 ids or a revision; its own parameters are ?4 and on. */
function selected(selection: Selection): Query {
  // The plus keeps the planner from walking all rows of the user to find a few ids.
  if ('ids' in selection) {
    return {
      sql: 'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND purged_at IS NULL',
      params: [],
    };
  }
  if ('wanted' in selection) {
    const { sql, params } = conditionOf(selection.wanted, 4);
    return { sql: `user_id = ?1 AND sent_revision <= ?2 AND ${sql}`, params };
  }
  if ('covered' in selection) {
    const { what, source, key } = selection.covered;
    const sql = `user_id = ?1 AND sent_revision <= ?2 AND ${VIEWS.unread} AND source = ?4`;
    const column = KEYS[what];
    if (column === null) return { sql, params: [source] };
    return { sql: `${sql} AND ${column} = ?5`, params: [source, key] };
  }
  const { view, thread } = selection;
  const sql = `user_id = ?1 AND ${VIEWS[view]} AND sent_revision <= ?2`;
  if (thread === undefined) return { sql, params: [] };
  // Said for the planner, as in `threads.counts`.
  const ofThread = 'source = ?4 AND group_key = ?5 AND purged_at IS NULL';
  return { sql: `${sql} AND ${ofThread}`, params: [thread.source, thread.key] };
}

/** To dismiss a refusal, or to acknowledge an emergency, is no change of its user's state that an undo would have to respect. */
const actedOf = (action: ActionKind): string =>
  action === 'dismiss' || action === 'acknowledge' ? '' : 'acted_revision = ?2, ';

/** Only a source that is the record of its rows mutes them: what was marked unread there cannot be muted from here again. */
const MUTED = `CASE WHEN ${isOfRecord('notifications')} THEN notifications.muted_at ELSE b.muted_at END`;

/** `batch_rows AS b` with the rows that they are about. */
const JOINED = 'batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id';
/** Rows of batch ?1 that nothing newer has changed: it made revision ?2. */
const UNTOUCHED = 'b.batch_id = ?1 AND n.acted_revision = ?2 AND n.purged_at IS NULL';

const difference = (condition: (table: string) => string): string =>
  `sum((${condition('n')}) - (${condition('b')}))`;

export const BATCHES: Statements['batches'] = {
  insert: `INSERT INTO batches (id, user_id, revision, action, device, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  collect(action, selection) {
    const { sql, params } = selected(selection);
    return {
      sql: `INSERT INTO batch_rows (batch_id, notification_id, ${STATES})
    SELECT ?3, id, ${STATES} FROM notifications WHERE ${sql} AND ${ACTIONS[action].when}`,
      params,
    };
  },
  apply: (
    action,
  ) => `UPDATE notifications SET ${ACTIONS[action].set}, ${actedOf(action)}revision = ?2, updated_at = ?3
    WHERE id IN (SELECT notification_id FROM batch_rows WHERE batch_id = ?1)`,
  tally: `SELECT n.source, count(*) AS rows, ${difference((table) => viewOf('unread', table))} AS unread,
      ${difference((table) => viewOf('inbox', table))} AS shown
    FROM ${JOINED} WHERE b.batch_id = ?1 GROUP BY n.source`,
  noteMute: 'UPDATE batches SET mute = ?2 WHERE id = ?1',
  count: 'UPDATE batches SET rows = ?2 WHERE id = ?1',
  get: `SELECT ${BATCH} FROM batches WHERE id = ?1`,
  newest: `SELECT ${BATCH} FROM batches WHERE user_id = ?1 AND created_at > ?2
    ORDER BY revision DESC, id DESC LIMIT ?3`,
  collectUntouched: `INSERT INTO batch_rows (batch_id, notification_id, ${STATES})
    SELECT ?3, n.id, ${statesOf('n')} FROM ${JOINED} WHERE ${UNTOUCHED}`,
  restore: `UPDATE notifications SET ${STATE_COLUMNS.map((name) => `${name} = ${name === 'muted_at' ? MUTED : `b.${name}`}`).join(', ')}, revision = ?3, updated_at = ?4
    FROM batch_rows AS b WHERE b.batch_id = ?1 AND b.notification_id = notifications.id
    AND notifications.acted_revision = ?2 AND purged_at IS NULL`,
  markUndone: 'UPDATE batches SET undone_at = ?2 WHERE id = ?1',
  remove: 'DELETE FROM batches WHERE id = ?1',
  limit: `DELETE FROM batches WHERE id IN
    (SELECT id FROM batches WHERE user_id = ?1 ORDER BY revision DESC, id DESC LIMIT -1 OFFSET ?2)`,
  purge: 'DELETE FROM batches WHERE created_at < ?1',
};
