import type { Statements } from '../../repositories/repositories.ts';

const RULE = 'id, position, name, filter, does, sound, is_on';

export const RULES: Statements['rules'] = {
  all: `SELECT ${RULE} FROM rules WHERE user_id = ?1 ORDER BY position, id`,
  get: `SELECT ${RULE} FROM rules WHERE user_id = ?1 AND id = ?2`,
  insert: `INSERT INTO rules (user_id, id, name, filter, does, sound, is_on, position)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
  save: `UPDATE rules SET name = ?3, filter = ?4, does = ?5, sound = ?6, is_on = ?7 WHERE user_id = ?1 AND id = ?2`,
  move: 'UPDATE rules SET position = ?3 WHERE user_id = ?1 AND id = ?2',
  remove: 'DELETE FROM rules WHERE user_id = ?1 AND id = ?2',
};

const MUTE = 'id, what, source, key, until, created_at, changed_by';

export const MUTES: Statements['mutes'] = {
  all: `SELECT ${MUTE} FROM mutes WHERE user_id = ?1 AND (until IS NULL OR until > ?2) ORDER BY created_at, id`,
  get: `SELECT ${MUTE} FROM mutes WHERE user_id = ?1 AND id = ?2`,
  of: `SELECT ${MUTE} FROM mutes WHERE user_id = ?1 AND source = ?2 AND what = ?3 AND key = ?4`,
  insert: `INSERT INTO mutes (user_id, id, what, source, key, until, created_at, changed_by)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT DO NOTHING RETURNING id`,
  save: 'UPDATE mutes SET until = ?3, created_at = ?4, changed_by = ?5 WHERE user_id = ?1 AND id = ?2',
  remove: 'DELETE FROM mutes WHERE user_id = ?1 AND id = ?2',
  removeOf: 'DELETE FROM mutes WHERE user_id = ?1 AND source = ?2',
  purge: `DELETE FROM mutes WHERE until IS NOT NULL AND until <= ?1
    AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.id = mutes.changed_by)`,
};

export const SAVED_FILTERS: Statements['savedFilters'] = {
  all: 'SELECT id, position, name, filter FROM saved_filters WHERE user_id = ?1 ORDER BY position, id',
  put: `INSERT INTO saved_filters (user_id, id, position, name, filter) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (user_id, id) DO UPDATE SET position = excluded.position, name = excluded.name, filter = excluded.filter`,
  remove: 'DELETE FROM saved_filters WHERE user_id = ?1 AND id = ?2',
};
