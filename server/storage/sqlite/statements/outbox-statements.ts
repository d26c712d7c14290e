import type { Statements } from '../../repositories/repositories.ts';
import type { Told, TopicPlan } from '../../topics.ts';

const COLUMNS = `id, user_id, source, notification_id, external_id, action, topic, reply, args, base_revision,
  attempts, created_at, next_at`;

/** A random UUID, version 4 (PostgreSQL: `gen_random_uuid`). */
const NEW_ID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
  substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

/** Rows of source ?2 that batch ?1 has changed: `b` as they were, `n` as they are. */
const ACTED = `batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id
  WHERE b.batch_id = ?1 AND n.source = ?2`;

/** Whether a row is in a state. Before they are purged or acknowledged they are not: a batch does not store that. */
function isIn(told: Told, table: 'b' | 'n'): string {
  if (told.state === 'purged_at' || told.state === 'acknowledged_at')
    return table === 'n' ? `n.${told.state} IS NOT NULL` : 'FALSE';
  const columns = told.state === 'read' ? ['read_at', ...told.readBy] : [told.state];
  return `(${columns.map((column) => `${table}.${column} IS NOT NULL`).join(' OR ')})`;
}

/** A snooze until another time is another state. What is marked unread leaves its mute, and its source may have muted it. */
function changed({ told, off }: TopicPlan): string {
  if (told.state === 'snoozed_until') return 'n.snoozed_until IS NOT b.snoozed_until';
  const differs = `(${isIn(told, 'n')}) <> (${isIn(told, 'b')})`;
  return off === 'unread' ? `(${differs} OR (b.muted_at IS NOT NULL AND n.muted_at IS NULL))` : differs;
}

/** The time of a snooze. */
const argsOf = ({ told }: TopicPlan): string =>
  told.state === 'snoozed_until'
    ? "CASE WHEN n.snoozed_until IS NOT NULL THEN json_object('until', n.snoozed_until) END"
    : 'NULL';

/** What a source is known to have of it. */
const knownOf = ({ told }: TopicPlan): string =>
  told.state === 'purged_at' ? 'FALSE' : `k.${told.state === 'read' ? 'read_at' : told.state} IS NOT NULL`;

const KEPT = "json_object('state', 'kept', 'action', ?3, 'reason', NULL)";

/** What a row with this id says of its entries, as `pendingState` in `sources/source-state.ts` does. */
const pending = (
  id: string,
): string => `(SELECT CASE WHEN o.reply IS NULL THEN json_object('state', 'pending', 'action', o.action, 'reason', NULL)
    ELSE json_object('state', 'pending', 'action', o.action, 'reason', NULL, 'text', json_extract(o.reply, '$.text')) END
  FROM outbox AS o WHERE o.notification_id = ${id} AND o.topic NOT IN ('receipt', 'run') ORDER BY o.seq DESC LIMIT 1)`;

const UNSEEN = `SELECT k.source, k.external_id, k.notification_id FROM source_ids AS k
  JOIN sources AS s ON s.user_id = k.user_id AND s.id = k.source AND ' ' || s.actions || ' ' LIKE '% seen %'
  WHERE k.notification_id IN (SELECT value FROM json_each(?2)) AND +k.user_id = ?1 AND k.seen = 0 AND k.gone = 0`;

const DUE = 'user_id = ?1 AND source = ?2 AND +next_at <= ?3';

export const OUTBOX: Statements['outbox'] = {
  dropActed: (plan) => `DELETE FROM outbox WHERE topic = ?3 AND notification_id IN
    (SELECT n.id FROM ${ACTED} AND ${changed(plan)})`,
  addActed: (plan) =>
    `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, args, base_revision, created_at, next_at)
     SELECT ${NEW_ID}, n.user_id, n.source, n.id, k.external_id, CASE WHEN ${isIn(plan.told, 'n')} THEN ?3 ELSE ?4 END, ?5,
       ${argsOf(plan)}, k.revision, ?6, ?7
     FROM batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id
     JOIN source_ids AS k ON k.notification_id = n.id
     WHERE b.batch_id = ?1 AND n.source = ?2 AND k.gone = 0 AND ${changed(plan)}${plan.isUnheard === true ? ' AND k.snoozed_until IS NULL' : ''}
       AND (?4 IS NOT NULL OR (${isIn(plan.told, 'n')} AND NOT (${knownOf(plan)} AND k.concluded = 0))) ORDER BY b.notification_id`,
  markKept: (plan) => `UPDATE notifications SET upstream = ${KEPT} WHERE upstream IS NULL AND id IN
    (SELECT n.id FROM ${ACTED} AND ${changed(plan)} AND NOT ${isIn(plan.told, 'n')} AND EXISTS
      (SELECT 1 FROM source_ids AS k WHERE k.notification_id = n.id AND k.gone = 0 AND ${knownOf(plan)}))`,
  add: `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, reply, args, created_at)
    VALUES (${NEW_ID}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
  markActed: `UPDATE notifications SET upstream = ${pending('notifications.id')} WHERE user_id = ?1 AND revision = ?2
    AND (upstream IS NOT NULL OR source IN (SELECT value FROM json_each(?3)))`,
  find: `SELECT ${COLUMNS} FROM outbox WHERE id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1`,
  ofRows: `SELECT ${COLUMNS} FROM outbox WHERE notification_id IN (SELECT value FROM json_each(?1)) ORDER BY seq`,
  due: `SELECT ${COLUMNS} FROM outbox WHERE ${DUE} ORDER BY seq LIMIT ?4`,
  dueReplies: `SELECT ${COLUMNS} FROM outbox WHERE ${DUE} AND topic = 'reply' ORDER BY seq LIMIT ?4`,
  dueOthers: `SELECT ${COLUMNS} FROM outbox WHERE ${DUE} AND topic <> 'reply' ORDER BY seq DESC LIMIT ?4`,
  nextAt: 'SELECT min(next_at) AS at FROM outbox WHERE user_id = ?1 AND source = ?2 AND next_at > ?3',
  postpone: 'UPDATE outbox SET attempts = attempts + 1, next_at = ?2 WHERE id = ?1 AND user_id = ?3',
  defer: 'UPDATE outbox SET next_at = ?2 WHERE id = ?1 AND user_id = ?3',
  limitPauses: 'UPDATE outbox SET next_at = ?1 WHERE next_at > ?1',
  remove: 'DELETE FROM outbox WHERE id = ?1 AND user_id = ?2',
  removeAll: 'DELETE FROM outbox WHERE user_id = ?1 AND source = ?2',
  noteSeen: `INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, created_at)
    SELECT ${NEW_ID}, ?1, source, notification_id, external_id, 'seen', 'receipt', ?3 FROM (${UNSEEN})`,
  markSeen: `UPDATE source_ids SET seen = 1 WHERE (user_id, source, external_id) IN
    (SELECT ?1, source, external_id FROM (${UNSEEN}))`,
};
