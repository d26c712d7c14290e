import { isRecordKind, SOURCE_KIND_NAMES } from '#server/rules/source-kinds';
import type { ActionKind, View } from '#server/rules/state';

const INBOX = 'archived_at IS NULL AND snoozed_until IS NULL AND deleted_at IS NULL';

/** Each view as a condition: what `belongs` in `contract/rules/state.ts` says. Indexes have the same words. */
export const VIEWS = {
  inbox: INBOX,
  unread: `read_at IS NULL AND muted_at IS NULL AND ${INBOX}`,
  saved: 'saved_at IS NOT NULL AND deleted_at IS NULL',
  snoozed: 'snoozed_until IS NOT NULL AND archived_at IS NULL AND deleted_at IS NULL',
  done: 'archived_at IS NOT NULL AND deleted_at IS NULL',
  bin: 'deleted_at IS NOT NULL AND purged_at IS NULL',
} as const satisfies Record<View, string>;

/** A view as a condition on the rows of a table with another name. */
export const viewOf = (view: View, table: string): string =>
  VIEWS[view].replaceAll(/\b(\w+) IS/g, `${table}.$1 IS`);

const RECORDS = SOURCE_KIND_NAMES.filter(isRecordKind).map((kind) => `'${kind}'`);
/** Whether the row of this table comes from a source that is the record of its rows. */
export const isOfRecord = (table: string): string =>
  `EXISTS (SELECT 1 FROM sources AS r WHERE r.user_id = ${table}.user_id AND r.id = ${table}.source AND r.kind IN (${RECORDS.join()}))`;

/** Where an action looks: only `restore`, `purge` and `acknowledge` see the Bin. */
const HERE = 'deleted_at IS NULL';
const BIN = VIEWS.bin;

/**
 * Each action in SQL: which rows it changes, and how, as `effectOf` in `contract/rules/state.ts` does. ?3 is now, ?4 the
 * action's argument.
 */
export const ACTIONS = {
  read: { when: `read_at IS NULL AND ${HERE}`, set: 'read_at = ?3' },
  unread: {
    when: `(read_at IS NOT NULL OR muted_at IS NOT NULL) AND ${HERE}`,
    set: 'read_at = NULL, muted_at = NULL',
  },
  done: { when: `archived_at IS NULL AND ${HERE}`, set: 'archived_at = ?3, snoozed_until = NULL' },
  restore: {
    when: `((archived_at IS NOT NULL AND ${HERE}) OR (${BIN}))`,
    set: `archived_at = CASE WHEN deleted_at IS NULL THEN NULL ELSE archived_at END, deleted_at = NULL,
      ended = CASE WHEN deleted_at IS NOT NULL AND archived_at IS NOT NULL AND ended = 'expired' THEN ended END`,
  },
  save: { when: `saved_at IS NULL AND ${HERE}`, set: 'saved_at = ?3' },
  unsave: { when: `saved_at IS NOT NULL AND ${HERE}`, set: 'saved_at = NULL' },
  snooze: { when: HERE, set: 'snoozed_until = ?4, archived_at = NULL, ended = NULL' },
  unsnooze: { when: `snoozed_until IS NOT NULL AND ${HERE}`, set: 'snoozed_until = NULL' },
  mute: { when: VIEWS.unread, set: 'muted_at = ?3' },
  delete: { when: HERE, set: 'deleted_at = ?3, snoozed_until = NULL' },
  purge: { when: BIN, set: 'purged_at = ?3' },
  acknowledge: {
    when: 'emergency IS NOT NULL AND acknowledged_at IS NULL',
    set: 'acknowledged_at = ?3, insists_until = NULL',
  },
  dismiss: { when: "upstream ->> '$.state' IN ('refused', 'kept')", set: 'upstream = NULL' },
} as const satisfies Record<ActionKind, { when: string; set: string }>;
