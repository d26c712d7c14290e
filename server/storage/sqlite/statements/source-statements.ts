import type { Statements } from '../../repositories/repositories.ts';
import { isOfRecord } from './state-conditions.ts';

/** Ids of rows of batch ?1 that do not sleep on, and whose sources are the record of them. */
const IN_BATCH = `notification_id IN (SELECT n.id FROM batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id
  WHERE b.batch_id = ?1 AND n.snoozed_until IS NULL AND ${isOfRecord('n')})`;

const COLUMNS = `s.id, s.kind, s.actions, s.cursor,
  coalesce((SELECT unread FROM source_counts AS c WHERE c.user_id = s.user_id AND c.source = s.id), 0) AS unread,
  (SELECT count(*) FROM outbox AS o
   WHERE o.user_id = s.user_id AND o.source = s.id AND o.topic <> 'receipt') AS pending,
  (SELECT count(*) FROM outbox AS o
   WHERE o.user_id = s.user_id AND o.source = s.id AND o.topic = 'read' AND o.action = 'read') AS pending_reads`;

export const SOURCES: Statements['sources'] = {
  put: `INSERT INTO sources (user_id, id, kind, actions) VALUES (?1, ?2, ?3, coalesce(?4, ''))
    ON CONFLICT (user_id, id) DO UPDATE SET kind = excluded.kind, actions = coalesce(?4, actions)`,
  get: `SELECT ${COLUMNS} FROM sources AS s WHERE s.user_id = ?1 AND s.id = ?2`,
  all: `SELECT ${COLUMNS} FROM sources AS s WHERE s.user_id = ?1 ORDER BY s.id`,
  actionsOf:
    'SELECT id, kind, actions FROM sources WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2))',
  moveCursor: 'UPDATE sources SET cursor = ?3 WHERE user_id = ?1 AND id = ?2',
  remove: 'DELETE FROM sources WHERE user_id = ?1 AND id = ?2',
  removeCount: 'DELETE FROM source_counts WHERE user_id = ?1 AND source = ?2',
};

const ID_COLUMNS = `source, external_id, notification_id, place, created_at, revision, read_at, archived_at, gone, listed,
  concluded, placed, saved_at, snoozed_until, deleted_at, acknowledged_at`;

export const SOURCE_IDS: Statements['sourceIds'] = {
  named: `SELECT ${ID_COLUMNS} FROM source_ids WHERE user_id = ?1 AND source = ?2
    AND external_id IN (SELECT value FROM json_each(?3))`,
  ofRows: `SELECT ${ID_COLUMNS} FROM source_ids WHERE notification_id IN (SELECT value FROM json_each(?1))`,
  claim: `INSERT INTO source_ids (user_id, ${ID_COLUMNS})
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    ON CONFLICT DO NOTHING RETURNING external_id`,
  save: `UPDATE source_ids SET revision = ?4, read_at = ?5, archived_at = ?6, gone = ?7, listed = ?8, concluded = ?9,
      created_at = ?10, placed = ?11, saved_at = ?12, snoozed_until = ?13, deleted_at = ?14, acknowledged_at = ?15
    WHERE user_id = ?1 AND source = ?2 AND external_id = ?3`,
  living: `SELECT ${ID_COLUMNS} FROM source_ids WHERE notification_id = ?1 AND gone = 0`,
  unread: `SELECT k.external_id, k.created_at FROM source_ids AS k
    JOIN notifications AS n ON n.id = k.notification_id
    WHERE k.user_id = ?1 AND k.source = ?2 AND k.listed = 1 AND k.gone = 0 AND k.read_at IS NULL
      AND n.read_at IS NULL AND n.archived_at IS NULL AND n.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM outbox AS o
                      WHERE o.notification_id = n.id AND o.topic IN ('read', 'archive', 'delete'))`,
  expected: `SELECT count(*) AS count FROM source_ids
    WHERE user_id = ?1 AND source = ?2 AND listed = 1 AND gone = 0 AND read_at IS NULL`,
  presumeWake: `UPDATE source_ids SET read_at = NULL WHERE ${IN_BATCH}`,
  presumeExpire: `UPDATE source_ids SET archived_at = ?2 WHERE ${IN_BATCH}`,
  removeAll: 'DELETE FROM source_ids WHERE user_id = ?1 AND source = ?2',
};
