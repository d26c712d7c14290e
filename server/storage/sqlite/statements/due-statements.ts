import type { DueChange } from '../../due-ports.ts';
import type { Statements } from '../../repositories/repositories.ts';
import { STATE_COLUMNS } from '../../row-columns.ts';
import { VIEWS } from './state-conditions.ts';

const STATES = STATE_COLUMNS.join(', ');

/**
 * Each change: its time and which rows wait for it (both in the words of its index), what it sets, and whether it is a change of the
 * user's state.
 */
const DUE = {
  wake: {
    at: 'snoozed_until + wake_delay',
    waits: 'snoozed_until IS NOT NULL',
    set: 'snoozed_until = NULL, read_at = NULL, muted_at = NULL, surfaced_at = ?4 + place.rank, surfaced_revision = ?2',
    acted: true,
  },
  expire: {
    at: 'ends_at',
    waits: 'ends_at IS NOT NULL',
    set: "archived_at = coalesce(archived_at, ?3), snoozed_until = NULL, ended = coalesce(ended, 'expired'), ends_at = NULL, insists_until = NULL",
    acted: true,
  },
  lapse: {
    at: 'insists_until',
    waits: 'insists_until IS NOT NULL',
    set: 'insists_until = NULL',
    acted: false,
  },
  purge: { at: 'deleted_at', waits: VIEWS.bin, set: 'purged_at = ?3', acted: true },
} as const satisfies Record<DueChange, object>;

/** `json_each` (PostgreSQL: an array and ANY) takes lists. The pluses keep the planner from any other index. */
const amongThose = (change: DueChange): string =>
  `id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND ${DUE[change].waits} AND +(${DUE[change].at}) <= ?3`;

/** The rows of a batch by their place, the lowest first. */
const RANKED = `(SELECT n.id, row_number() OVER (ORDER BY n.surfaced_at, n.id) AS rank
  FROM batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id WHERE b.batch_id = ?1) AS place`;

export const DUE_ROWS: Statements['due'] = {
  nextAt: (change) => `SELECT min(${DUE[change].at}) AS at FROM notifications WHERE ${DUE[change].waits}`,
  rows: (change) => {
    const { at, waits } = DUE[change];
    return `SELECT id, user_id FROM notifications WHERE ${waits} AND ${at} <= ?1 ORDER BY ${at} LIMIT ?2`;
  },
  snoozed: `SELECT id FROM notifications WHERE user_id = ?1 AND source = ?2 AND group_key IN (SELECT value FROM json_each(?3))
    AND snoozed_until IS NOT NULL AND group_key IS NOT NULL ORDER BY surfaced_at`,
  collect: (change) => `INSERT INTO batch_rows (batch_id, notification_id, ${STATES})
    SELECT ?4, id, ${STATES} FROM notifications WHERE ${amongThose(change)}`,
  apply: (change) => {
    const { set, acted } = DUE[change];
    const changed = `${set}, ${acted ? 'acted_revision = ?2, ' : ''}revision = ?2, updated_at = ?3`;
    return change === 'wake'
      ? `UPDATE notifications SET ${changed} FROM ${RANKED} WHERE place.id = notifications.id`
      : `UPDATE notifications SET ${changed} WHERE id IN (SELECT notification_id FROM batch_rows WHERE batch_id = ?1)`;
  },
};
