import { v7 } from 'uuid';
import { FIELD_NAMES, FIELDS } from '#server/rules/content';
import { dueTimes, isOver } from './due-times.ts';
import type { NewRow, NotificationRow } from './rows.ts';
import { FALLBACKS } from './stored-fields.ts';

/** A UUIDv7; ids rise within a process even when the clock does not. Nothing is derived from them. */
export const newId = (): string => v7();

/**
 * All of a new row. One that has expired before it comes is done, unless `endsAtSource`: it says itself what has ended, and somebody
 * may have brought it back there.
 */
export const wholeRow = (row: NewRow, endsAtSource = false): NotificationRow => ({
  trimmed: 0,
  phrases: null,
  sent_as: null,
  wake_delay: 0,
  ...row,
  ...dueTimes(row, row.created_at, row.received_at),
  ...(row.insists_until !== undefined && { insists_until: row.insists_until }),
  acknowledged_at: row.acknowledged_at ?? null,
  acknowledged_by: row.acknowledged_by ?? null,
  created_revision: row.revision,
  sent_revision: row.revision,
  surfaced_revision: row.revision,
  acted_revision: row.acted_revision ?? 0,
  saved_at: row.saved_at ?? null,
  snoozed_until: row.snoozed_until ?? null,
  muted_at: row.muted_at ?? null,
  ended: row.ended ?? null,
  ...(isOver(row, row.received_at) && {
    ...(!endsAtSource && { archived_at: row.archived_at ?? row.received_at, ended: row.ended ?? 'expired' }),
    ends_at: null,
  }),
  verdict: row.verdict ?? null,
  deleted_at: row.deleted_at ?? null,
  purged_at: null,
  upstream: null,
  runs: row.runs ?? '[]',
});

/** What an action of its user can change, and an undo restores. */
export const STATE_COLUMNS = [
  ...([
    'acted_revision',
    'read_at',
    'archived_at',
    'saved_at',
    'snoozed_until',
    'muted_at',
    'deleted_at',
  ] as const),
  'ended',
] as const satisfies readonly (keyof NotificationRow)[];

/** Columns that may change after a row is inserted. */
export const CHANGING = [
  ...FIELD_NAMES,
  ...([
    'envelope',
    'trimmed',
    'phrases',
    'sent_as',
    'upstream',
    'runs',
    'occurrences',
    'revision',
    'sent_revision',
    'created_at',
  ] as const),
  ...(['surfaced_at', 'surfaced_revision', 'updated_at', 'verdict', 'purged_at'] as const),
  ...(['ends_at', 'insists_until', 'acknowledged_at', 'acknowledged_by'] as const),
  ...STATE_COLUMNS,
] as const satisfies readonly (keyof NotificationRow)[];

/** All columns of a row. */
export const COLUMNS = [
  ...(['id', 'user_id', 'source', 'external_id', 'created_revision', 'received_at', 'wake_delay'] as const),
  ...CHANGING,
] as const satisfies readonly (keyof NotificationRow)[];

/** Overwrites the content of a purged row, but for what a receipt says of an emergency. */
export const WIPED = {
  ...Object.fromEntries(
    FIELD_NAMES.flatMap((name) => {
      const field = FIELDS[name];
      if (field.is === 'priority' || field.is === 'emergency') return [];
      const empty = 'fallback' in field ? FALLBACKS[name] : '';
      return [[name, empty !== null && (field.is === 'line' || field.is === 'text') ? '' : empty]];
    }),
  ),
  envelope: null,
  trimmed: 0,
  phrases: null,
  upstream: null,
  runs: '[]',
  verdict: null,
  ends_at: null,
} as Readonly<Partial<NotificationRow>>;
