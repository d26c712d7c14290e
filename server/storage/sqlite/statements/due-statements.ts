import type { DueChange } from '../../due-ports.ts';
import type { Statements } from '../../repositories/repositories.ts';
import { STATE_COLUMNS } from '../../row-columns.ts';
import { isOfRecord, VIEWS } from './state-conditions.ts';

const STATES = STATE_COLUMNS.join(', ');

/**
 * Until when a source that is the record of `n` lets it sleep, if that lasts at ?3: a snooze of here of which it has not heard ends before.
 * A row with several ids sleeps there only if all of them do.
 */
const LATER = `CASE WHEN ${isOfRecord('n')} THEN (SELECT max(k.snoozed_until) FROM source_ids AS k
  WHERE k.notification_id = n.id AND k.gone = 0 HAVING count(*) = count(k.snoozed_until)
    AND max(k.snoozed_until) + n.wake_delay > ?3) END`;

/** The rows of a batch by their place, the lowest first. */
const PLACED = `(SELECT n.id, row_number() OVER (ORDER BY n.surfaced_at, n.id) AS rank, ${LATER} AS later
  FROM batch_rows AS b JOIN notifications AS n ON n.id = b.notification_id WHERE b.batch_id = ?1) AS place`;
const unlessLater = (value: string, column: string): string =>
  `CASE WHEN place.later IS NULL THEN ${value} ELSE ${column} END`;

/**
 * Each change: its time and which rows wait for it (both in the words of its index), what it sets, and whether it is a change of the
 * user's state.
 */
const DUE = {
  wake: {
    at: 'snoozed_until + wake_delay',
    waits: 'snoozed_until IS NOT NULL',
    set: `snoozed_until = place.later, read_at = ${unlessLater('NULL', 'read_at')}, muted_at = ${unlessLater('NULL', 'muted_at')},
      surfaced_at = ${unlessLater('?4 + place.rank', 'surfaced_at')}, surfaced_revision = ${unlessLater('?2', 'surfaced_revision')}`,
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
      ? `UPDATE notifications SET ${changed} FROM ${PLACED} WHERE place.id = notifications.id`
      : `UPDATE notifications SET ${changed} WHERE id IN (SELECT notification_id FROM batch_rows WHERE batch_id = ?1)`;
  },
};
