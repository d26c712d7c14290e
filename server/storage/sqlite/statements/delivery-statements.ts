import type { Statements } from '../../repositories/repositories.ts';

const COLUMNS = 'id, app_id, url, events, state, attempts, created_at, next_at, last_status, last_error';

export const DELIVERIES: Statements['deliveries'] = {
  insert: `INSERT INTO deliveries (app_id, url, body, events, created_at, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
    RETURNING id`,
  pending: `SELECT id, app_id, url, attempts, created_at, next_at FROM deliveries WHERE state = 'pending' ORDER BY id`,
  body: 'SELECT body FROM deliveries WHERE id = ?1',
  postpone:
    'UPDATE deliveries SET attempts = ?2, next_at = ?3, last_status = ?4, last_error = ?5 WHERE id = ?1',
  finish: `UPDATE deliveries SET state = ?2, attempts = ?3, last_status = ?4, last_error = ?5, next_at = NULL, body = ''
    WHERE id = ?1`,
  log: `SELECT ${COLUMNS} FROM deliveries ORDER BY id DESC LIMIT ?1`,
  logOf: `SELECT ${COLUMNS} FROM deliveries WHERE app_id = ?1 ORDER BY id DESC LIMIT ?2`,
  purgeOld: "DELETE FROM deliveries WHERE state <> 'pending' AND created_at <= ?1",
  purgeSurplus: `DELETE FROM deliveries WHERE state <> 'pending' AND app_id = ?1 AND id <=
    (SELECT id FROM deliveries WHERE state <> 'pending' AND app_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
  apps: 'SELECT DISTINCT app_id FROM deliveries',
};
