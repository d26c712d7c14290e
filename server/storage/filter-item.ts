import type { FilterItem } from '#server/rules/filter/filter';
import type { NotificationRow } from './rows.ts';

/** A stored notification, or the content of one that arrives, as a filter sees it. */
export const filterItemOf = (
  row: Omit<FilterItem, 'tags' | 'attachments' | 'actions'> &
    Pick<NotificationRow, 'tags' | 'attachments' | 'actions'>,
): FilterItem => ({
  ...row,
  tags: JSON.parse(row.tags),
  attachments: JSON.parse(row.attachments),
  actions: JSON.parse(row.actions),
});
