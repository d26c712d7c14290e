import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, Notification } from '#server/notification';
import type { ListFilter } from '#server/rules/list-filter';
import { newestFirst } from '#server/rules/order';
import { VIEWS, type View } from '#server/rules/state';
import { type List, mergeIntoList } from '../../../server/client/list.ts';
import { notification } from '../../support/notification.ts';

const READ = '2026-01-01T00:00:00.000000Z';
/** A row may stand elsewhere than before. */
const place = fc.integer({ min: 10, max: 20 }).map((second) => `2026-11-22T10:00:${second}.000000Z`);
const aRow = fc
  .record({
    surfaced_at: place,
    source: fc.constantFrom('s-a', 's-b'),
    id: fc.integer({ min: 10, max: 30 }).map(String),
    revision: fc.integer({ min: 1, max: 9 }),
    read_at: fc.constantFrom(null, READ),
    archived_at: fc.constantFrom(null, READ),
    further: fc.constantFrom<Partial<Notification>>(
      {},
      {},
      { saved_at: READ },
      { snoozed_until: READ },
      { muted_at: READ },
      { deleted_at: READ, deleted: true },
    ),
  })
  .map(({ further, ...fields }) => notification(fields.revision, { ...fields, ...further }));
const aChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: aRow },
  aRow.map(({ id, revision }) => ({ id, revision, deleted: true as const })),
);

const isBinned = ({ deleted_at }: Notification): boolean => deleted_at !== undefined;
const isInbox = (item: Notification): boolean =>
  !isBinned(item) && item.archived_at === null && item.snoozed_until === undefined;
const BELONGS: Record<View, (item: Notification) => boolean> = {
  inbox: isInbox,
  unread: (item) => isInbox(item) && item.read_at === null && item.muted_at === undefined,
  done: (item) => !isBinned(item) && item.archived_at !== null,
  saved: (item) => !isBinned(item) && item.saved_at !== undefined,
  snoozed: (item) => !isBinned(item) && item.archived_at === null && item.snoozed_until !== undefined,
  bin: isBinned,
};

const isWanted = ({ view, source }: ListFilter, item: Notification): boolean =>
  BELONGS[view ?? 'inbox'](item) && (source === null || source === item.source);

/** Looks at every row, for every change. */
function slowly({ filter, items, floor }: List, changed: readonly Change[]): Notification[] {
  const rows = new Map(items.map((item): [string, Notification] => [item.id, item]));
  for (const change of changed) {
    const known = rows.get(change.id);
    const isOld = changed.some(({ id, revision }) => id === change.id && revision > change.revision);
    if (isOld || (known && known.revision >= change.revision)) continue;
    if (!('title' in change) || !isWanted(filter, change)) rows.delete(change.id);
    else if (floor === null || newestFirst(change, floor) <= 0) rows.set(change.id, change);
    else rows.delete(change.id);
  }
  return [...rows.values()].sort(newestFirst);
}

const oncePerRevision = (changed: readonly Change[]): boolean =>
  new Set(changed.map(({ id, revision }) => `${id} ${revision}`)).size === changed.length;

test('a list applies changes like one that looks at every row', () => {
  fc.assert(
    fc.property(
      fc.record({
        view: fc.constantFrom(...VIEWS),
        source: fc.constantFrom(null, 's-a'),
        q: fc.constant(''),
      }),
      fc.uniqueArray(aRow, { selector: ({ id }) => id, maxLength: 15 }),
      fc.array(aChange, { maxLength: 12 }).filter(oncePerRevision),
      fc.option(aRow),
      (filter, rows, changed, floor) => {
        const items = rows
          .filter((item) => isWanted(filter, item) && (floor === null || newestFirst(item, floor) <= 0))
          .sort(newestFirst);
        const before: List = { filter, items, floor };
        const after = mergeIntoList(before, changed);
        expect(after.items).toEqual(slowly(before, changed));
        expect(after.floor).toBe(floor);
        const kept = new Set(after.items);
        const isSame = items.length === after.items.length && items.every((item) => kept.has(item));
        expect(after === before).toBe(isSame);
      },
    ),
  );
});
