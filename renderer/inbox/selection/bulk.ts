import type { Notification } from '#server/notification';
import { offered } from '#server/rules/commands';
import { ROW_DEEDS, type RowDeedId } from '../../commands/commands.ts';

/** What can be done to many rows. Of each group the first that some row offers: rows in several states end in one. */
const GROUPS = [
  ['inbox.read', 'inbox.unread'],
  ['inbox.done', 'inbox.restore'],
  ['inbox.snooze'],
  ['inbox.save', 'inbox.unsave'],
  ['inbox.delete'],
] as const satisfies readonly (readonly RowDeedId[])[];

export type BulkId = (typeof GROUPS)[number][number];

function firstOf(group: (typeof GROUPS)[number], rows: readonly Notification[]): BulkId | undefined {
  const on = rows.map((row) => new Set<string>(offered(ROW_DEEDS, 'list', row)));
  return group.find((id) => on.some((ids) => ids.has(id)));
}

/** The commands of these rows together, in their order. */
export const bulkOn = (rows: readonly Notification[]): readonly BulkId[] =>
  GROUPS.flatMap((group) => firstOf(group, rows) ?? []);

/** What a command on one of these rows does to all of them; null: it is for one row. */
export function bulkFor(id: RowDeedId, rows: readonly Notification[]): BulkId | null {
  const group = GROUPS.find((each) => (each as readonly RowDeedId[]).includes(id));
  return (group && firstOf(group, rows)) ?? null;
}
