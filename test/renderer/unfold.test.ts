/** What the list shows of folded threads. */
import { expect, test } from 'vitest';
import { calendarOf } from '#app/rules/region';
import type { Listed } from '#server/inbox';
import { dayAt } from '../../renderer/inbox/list/day.ts';
import { groupByDay } from '../../renderer/inbox/list/group.ts';
import { unfold } from '../../renderer/inbox/list/unfold.ts';
import type { ListSnapshot } from '../../renderer/state/list.ts';
import { idOf, notification, numberOf } from './support.ts';

const READ = '2026-11-22T12:00:00.000000Z';
const row = (n: number, fields: Partial<Listed> = {}): Listed =>
  notification(n, { group_key: 'k', ...fields });
const head = (n: number, rows: number, unread: number, fields: Partial<Listed> = {}): Listed => ({
  ...row(n, fields),
  thread: { rows, unread },
});
const listing = (items: readonly Listed[] | null, more = false): ListSnapshot => ({
  ...{ view: 'inbox', items, more, loading: false, loadingMore: false, error: null, moreError: null },
});
const same = (rows: readonly Listed[]): readonly Listed[] => rows;
const KEY = JSON.stringify(['local', 'k']);

test('an entry says how many rows are behind it, and how many of those are unread', () => {
  const items = [
    head(9, 4, 3),
    head(8, 3, 2, { group_key: 'l', read_at: READ }),
    head(7, 1, 1, { group_key: 'm' }),
  ];
  const { places, items: shown } = unfold(items, new Map(), same);
  expect(shown).toEqual(items);
  expect([...places]).toEqual([
    [idOf(9), { kind: 'head', earlier: 3, unread: 2, isExpanded: false }],
    [idOf(8), { kind: 'head', earlier: 2, unread: 2, isExpanded: false }],
  ]);
});

test('an expanded thread has its rows below its head; the last that is loaded leads to more', () => {
  const items = [head(9, 4, 0), notification(8)];
  const loading = unfold(items, new Map([[KEY, listing(null)]]), same);
  expect(loading.items.map(numberOf)).toEqual([9, 8]);
  const { places, items: shown } = unfold(
    items,
    new Map([[KEY, listing([row(9), row(5), row(3)], true)]]),
    same,
  );
  expect(shown.map(numberOf)).toEqual([9, 5, 3, 8]);
  expect([places.get(idOf(9)), places.get(idOf(5)), places.get(idOf(3))]).toMatchObject([
    { isExpanded: true },
    { kind: 'part', head: idOf(9), isLast: false },
    { kind: 'part', isLast: true },
  ]);
});

test('rows of a thread start no day, and belong to the day of their head', () => {
  const day = (n: number) => ({ created_at: `2026-11-${n}T10:00:00.000000Z` });
  const items = [head(9, 2, 0, day(22)), notification(8, day(22)), notification(7, day(20))];
  const thread = listing([row(9, day(22)), row(3, day(10))]);
  const { places, items: shown } = unfold(items, new Map([[KEY, thread]]), same);
  const dayOf = calendarOf({ timeZone: 'UTC' });
  const entries = groupByDay(shown, dayOf(Date.parse(READ)), dayOf, (id) => places.get(id)?.kind === 'part');
  expect(entries.map((entry) => (entry.kind === 'day' ? 'day' : numberOf(entry.item)))).toEqual([
    ...['day', 9, 3, 8],
    ...['day', 7],
  ]);
  expect(
    [dayAt(entries, 0), dayAt(entries, 2), dayAt(entries, 5)].map((each) => [
      each.items.map(numberOf),
      each.isWhole,
    ]),
  ).toEqual([
    [[9, 3, 8], true],
    [[9, 3, 8], true],
    [[7], false],
  ]);
});
