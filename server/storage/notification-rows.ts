import { v7 } from 'uuid';
import type { Action, View } from '#server/inbox';
import { DATA_LIMIT } from '#server/notification';
import { FIELD_NAMES, FIELDS } from '#server/rules/content';
import type { SqlValue } from './sqlite/sqlite.ts';
import type { StoredFields } from './stored-fields.ts';

/** A UUIDv7; ids rise within a process even when the clock does not. Nothing is derived from them. */
export const newId = (): string => v7();

/** The content of a notification, as it is stored. */
export type Content = StoredFields &
  Readonly<{
    source: string;
    /** The id at its source. */
    external_id: string | null;
    /** The fields that a Laravel app sent beside `data`, as a JSON object. */
    envelope: string | null;
    /** 1: its source sent more `data` than is stored. Only content from sources is trimmed. */
    trimmed?: number;
    /** Which words are Belfry's, as JSON. Only what is read out of a payload has such. */
    phrases?: string | null;
  }>;

export type NotificationRow = Required<Content> &
  Readonly<{
    id: string;
    user_id: number;
    occurrences: number;
    revision: number;
    created_revision: number;
    sent_revision: number;
    created_at: number;
    received_at: number;
    /** Its place in lists, in microseconds like `users.surfaced_at`. */
    surfaced_at: number;
    updated_at: number;
    read_at: number | null;
    archived_at: number | null;
    deleted_at: number | null;
    /** State of its action at the source (contract `Upstream`), as JSON. */
    upstream: string | null;
  }>;

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
      if (field.is === 'json') return [[name, '{}']];
      return [[name, 'fallback' in field && field.fallback === null ? null : '']];
    }),
  ),
  envelope: null,
  trimmed: 0,
  phrases: null,
  upstream: null,
} as Readonly<Partial<NotificationRow>>;

/** Older versions stored everything that a source sent. */
const OVERSIZED = `(source LIKE 's-%' AND octet_length(data) > ${DATA_LIMIT})`;

/** SQL for columns in answers: never more than is stored today. */
const BOUNDED: Readonly<Partial<Record<keyof NotificationRow, string>>> = {
  data: `CASE WHEN ${OVERSIZED} THEN '{}' ELSE data END`,
  trimmed: `max(trimmed, ${OVERSIZED})`,
};
export const ANSWERED = COLUMNS.map((name) => `${BOUNDED[name] ?? name} AS ${name}`).join(', ');

export type Selection =
  | Readonly<{ ids: readonly string[] }>
  /** Rows of the view that were sent up to this revision. */
  | Readonly<{ view: View; upTo: number }>
  | Readonly<{ view: View; source: string }>;

/** Narrows a page to one source, and to rows that match a search. */
export type Filter = Readonly<{ source?: string | undefined; match?: string | undefined }>;

/** What an action would change in the rows of one source. `unread` and `shown`: by how much the counts change. */
export type Tally = Readonly<{ source: string; rows: number; unread: number; shown: number }>;

export const VIEWS = {
  inbox: 'archived_at IS NULL AND deleted_at IS NULL',
  unread: 'read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
} as const satisfies Record<View, string>;

/** Each action in SQL: which rows it changes, how, and whether a changed row counts as unread and as shown. */
export const ACTIONS = {
  read: { when: 'read_at IS NULL', set: 'read_at = ?4', unread: '0', shown: 'archived_at IS NULL' },
  unread: {
    when: 'read_at IS NOT NULL',
    set: 'read_at = NULL',
    unread: 'archived_at IS NULL',
    shown: 'archived_at IS NULL',
  },
  archive: { when: 'archived_at IS NULL', set: 'archived_at = ?4', unread: '0', shown: '0' },
  unarchive: {
    when: 'archived_at IS NOT NULL',
    set: 'archived_at = NULL',
    unread: 'read_at IS NULL',
    shown: '1',
  },
  delete: {
    when: 'TRUE',
    set: 'deleted_at = ?4',
    unread: '0',
    shown: '0',
  },
  dismiss: {
    when: "upstream ->> '$.state' = 'refused'",
    set: 'upstream = NULL',
    unread: 'read_at IS NULL AND archived_at IS NULL',
    shown: 'archived_at IS NULL',
  },
} as const satisfies Record<Action, { when: string; set: string; unread: string; shown: string }>;

/** ?1 is the user, ?2 the selection's parameter. */
export function where(action: Action, selection: Selection): string {
  const selected =
    'ids' in selection
      ? // The plus stops the planner from scanning all rows of the user for a few ids.
        'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND deleted_at IS NULL'
      : `user_id = ?1 AND ${VIEWS[selection.view]} AND ${'source' in selection ? 'source =' : 'sent_revision <='} ?2`;
  return `${selected} AND ${ACTIONS[action].when}`;
}

export function parameter(selection: Selection): SqlValue {
  if ('ids' in selection) return JSON.stringify(selection.ids);
  return 'source' in selection ? selection.source : selection.upTo;
}
