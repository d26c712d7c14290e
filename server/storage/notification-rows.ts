import type { Action, View } from '#server/inbox';
import { DATA_LIMIT } from '#server/notification';
import { FIELD_NAMES, FIELDS } from '#server/rules/content';
import type { SqlValue } from './sqlite.ts';
import type { StoredFields } from './stored-fields.ts';

/** What a send brings. */
export type Content = StoredFields &
  Readonly<{
    source: string;
    /** The id that the source gave it. */
    external_id: string | null;
    /** What a Laravel app sent beside its `data`, as a JSON object. */
    envelope: string | null;
    /** 1: its source sent more than is kept. Only what is collected from one is ever trimmed. */
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
    /** Its place in lists; in microseconds, as `users.surfaced_at` is. */
    surfaced_at: number;
    updated_at: number;
    read_at: number | null;
    archived_at: number | null;
    deleted_at: number | null;
    /** How telling its source goes, as JSON. */
    upstream: string | null;
  }>;

/** What is written with a row, and may be written again. */
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

/** All of a row. */
export const COLUMNS = [
  ...(['id', 'user_id', 'source', 'external_id', 'created_revision', 'received_at'] as const),
  ...CHANGING,
] as const satisfies readonly (keyof NotificationRow)[];

/** What is left of a deleted one: nothing that anybody has said. */
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

/** Older versions kept all that a source sent. */
const OVERSIZED = `(source LIKE 's-%' AND octet_length(data) > ${DATA_LIMIT})`;

/** The columns of a row in an answer, each in SQL: never more than is kept today. */
const BOUNDED: Readonly<Partial<Record<keyof NotificationRow, string>>> = {
  data: `CASE WHEN ${OVERSIZED} THEN '{}' ELSE data END`,
  trimmed: `max(trimmed, ${OVERSIZED})`,
};
export const ANSWERED = COLUMNS.map((name) => `${BOUNDED[name] ?? name} AS ${name}`).join(', ');

export type Selection =
  | Readonly<{ ids: readonly string[] }>
  /** What was sent to the view by that revision. */
  | Readonly<{ view: View; upTo: number }>
  | Readonly<{ view: View; source: string }>;

/** Rows of one source, and those whose words match. */
export type Filter = Readonly<{ source?: string | undefined; match?: string | undefined }>;

/** What an action would do to the rows of one source. `unread` and `shown`: by how much the counts change. */
export type Tally = Readonly<{ source: string; rows: number; unread: number; shown: number }>;

export const VIEWS = {
  inbox: 'archived_at IS NULL AND deleted_at IS NULL',
  unread: 'read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
} as const satisfies Record<View, string>;

/** Each action in SQL: the rows it changes, how, and whether such a row counts as unread and as shown afterwards. */
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

/** ?1 is the user, ?2 the selection's own parameter. */
export function where(action: Action, selection: Selection): string {
  const selected =
    'ids' in selection
      ? // The plus keeps the planner from walking all rows of the user to find a few ids.
        'id IN (SELECT value FROM json_each(?2)) AND +user_id = ?1 AND deleted_at IS NULL'
      : `user_id = ?1 AND ${VIEWS[selection.view]} AND ${'source' in selection ? 'source =' : 'sent_revision <='} ?2`;
  return `${selected} AND ${ACTIONS[action].when}`;
}

export function parameter(selection: Selection): SqlValue {
  if ('ids' in selection) return JSON.stringify(selection.ids);
  return 'source' in selection ? selection.source : selection.upTo;
}
