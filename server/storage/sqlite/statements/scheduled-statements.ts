import type { Statements } from '../../repositories/repositories.ts';

export const SCHEDULED: Statements['scheduled'] = {
  insert: `INSERT INTO scheduled (id, user_id, sender_id, request, deliver_at, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  nextAt: 'SELECT min(deliver_at) AS at FROM scheduled',
  due: 'SELECT id, user_id FROM scheduled WHERE deliver_at <= ?1 ORDER BY deliver_at, id LIMIT ?2',
  // `json_each` (PostgreSQL: an array and ANY) takes lists.
  claim: `DELETE FROM scheduled WHERE id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND +deliver_at <= ?3
    RETURNING id, user_id, sender_id, request, deliver_at, created_at`,
};

/** `meta` has texts only. */
export const HOUSEKEEPING: Statements['housekeeping'] = {
  nextAt: "SELECT CAST(value AS INTEGER) AS at FROM meta WHERE key = 'housekeeping_at'",
  claim: `UPDATE meta SET value = ?3 WHERE key = 'housekeeping_at'
    AND CAST(value AS INTEGER) NOT BETWEEN ?1 + 1 AND ?2 RETURNING key`,
};
