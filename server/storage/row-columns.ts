import { v7 } from 'uuid';
import { FIELD_NAMES, FIELDS } from '#server/rules/content';
import type { NewRow, NotificationRow } from './rows.ts';
import { FALLBACKS } from './stored-fields.ts';

/** A UUIDv7; ids rise within a process even when the clock does not. Nothing is derived from them. */
export const newId = (): string => v7();

/** All of a new row. */
export const wholeRow = (row: NewRow): NotificationRow => ({
  trimmed: 0,
  phrases: null,
  ...row,
  created_revision: row.revision,
  sent_revision: row.revision,
  deleted_at: null,
  upstream: null,
});

/** Columns that may change after a row is inserted. */
export const CHANGING = [
  ...FIELD_NAMES,
  ...([
    'envelope',
    'trimmed',
    'phrases',
    'upstream',
    'occurrences',
    'revision',
    'sent_revision',
    'created_at',
  ] as const),
  ...(['surfaced_at', 'updated_at', 'read_at', 'archived_at', 'deleted_at'] as const),
] as const satisfies readonly (keyof NotificationRow)[];

/** All columns of a row. */
export const COLUMNS = [
  ...(['id', 'user_id', 'source', 'external_id', 'created_revision', 'received_at'] as const),
  ...CHANGING,
] as const satisfies readonly (keyof NotificationRow)[];

/** Overwrites the content of a deleted row. */
export const WIPED = {
  ...Object.fromEntries(
    FIELD_NAMES.flatMap((name) => {
      const field = FIELDS[name];
      if (field.is === 'priority') return [];
      const empty = 'fallback' in field ? FALLBACKS[name] : '';
      return [[name, empty !== null && (field.is === 'line' || field.is === 'text') ? '' : empty]];
    }),
  ),
  envelope: null,
  trimmed: 0,
  phrases: null,
  upstream: null,
} as Readonly<Partial<NotificationRow>>;
