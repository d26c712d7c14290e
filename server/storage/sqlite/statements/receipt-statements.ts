import type { Statements } from '../../repositories/repositories.ts';

/** Those of the ids ?2 of which `fact` is not known yet, and that did not come from a source. */
const without = (fact: 'delivered_at' | 'seen_at'): string =>
  // The plus keeps the planner from walking all rows of the user to find a few ids.
  `SELECT id, external_id FROM notifications LEFT JOIN receipts ON notification_id = id
   WHERE id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND ${fact} IS NULL
     AND source NOT IN (SELECT s.id FROM sources AS s WHERE s.user_id = ?1)`;

export const RECEIPTS: Statements['receipts'] = {
  undelivered: without('delivered_at'),
  unseen: without('seen_at'),
  deliver: 'INSERT INTO receipts (notification_id, delivered_at) VALUES (?1, ?2)',
  see: 'UPDATE receipts SET seen_at = ?2 WHERE notification_id = ?1',
  sentBy: 'INSERT INTO sent_by (notification_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING',
  wasSentBy: 'SELECT 1 AS found FROM sent_by WHERE notification_id = ?1 AND user_id = ?2',
  of: `SELECT id, user_id, delivered_at, seen_at, read_at, emergency, insists_until, acknowledged_at, acknowledged_by
    FROM notifications LEFT JOIN receipts ON notification_id = id WHERE id = ?1`,
  choose: 'INSERT INTO choices (notification_id, action, event, at) VALUES (?1, ?2, ?3, ?4)',
  choices: 'SELECT action, event, at FROM choices WHERE notification_id = ?1 ORDER BY at',
  readAt: 'SELECT id, external_id, read_at FROM notifications WHERE user_id = ?1 AND revision = ?2',
};

export const IDEMPOTENCY: Statements['idempotency'] = {
  expire: 'DELETE FROM idempotency WHERE token_id = ?1 AND key = ?2 AND created_at <= ?3',
  claim: `INSERT INTO idempotency (token_id, key, request_hash, answer, created_at) VALUES (?1, ?2, ?3, '', ?4)
    ON CONFLICT DO NOTHING RETURNING token_id`,
  find: 'SELECT request_hash, answer FROM idempotency WHERE token_id = ?1 AND key = ?2',
  answer: 'UPDATE idempotency SET answer = ?3 WHERE token_id = ?1 AND key = ?2',
  purge: 'DELETE FROM idempotency WHERE created_at <= ?1',
};
