/** Which emergencies the backend is asked for, and what may be concluded from its answer. */
import { describe, expect, test } from 'vitest';
import type { ListPage, ListQuery } from '#server/inbox';
import { findEmergencies } from '../../../electron/inbox/find-emergencies.ts';
import { notification } from '../../support/notification.ts';

const BINNED = 'is:emergency is:deleted';
const COUNTS = { unread: 0, by_source: {} };
const rows = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => notification(first + i));

/** A backend that answers one page after the other. */
function backend(pages: Readonly<Record<string, readonly Partial<ListPage>[]>>) {
  const asked: ListQuery[] = [];
  return {
    asked,
    async list(query: ListQuery): Promise<ListPage> {
      asked.push(query);
      const mine = pages[query.q ?? ''] ?? [];
      const index = query.cursor === undefined ? 0 : Number(query.cursor);
      const next = index + 1 < mine.length ? String(index + 1) : null;
      return { epoch: 'e', revision: 7, counts: COUNTS, items: [], next, ...mine[index] };
    },
  };
}

test('all of them, page by page, and those in the Bin', async () => {
  const { list, asked } = backend({
    'is:emergency': [{ items: rows(1, 2) }, { items: rows(3, 3) }],
    [BINNED]: [{ items: rows(4, 4) }, { items: rows(5, 5) }],
  });
  const found = await findEmergencies(list);
  expect(found).toEqual({ items: rows(1, 5), isWhole: true, revision: 7 });
  expect(asked.map(({ q, cursor }) => [q, cursor])).toEqual([
    ['is:emergency', undefined],
    ['is:emergency', '1'],
    [BINNED, undefined],
    [BINNED, '1'],
  ]);
});

test('no more than are enough', async () => {
  const many = [{ items: rows(1, 150) }, { items: rows(151, 250) }, { items: rows(251, 300) }];
  const { list, asked } = backend({ 'is:emergency': many });
  expect(await findEmergencies(list)).toMatchObject({ items: rows(1, 250), isWhole: false });
  expect(asked).toHaveLength(3);
});

describe('it does not count as whole', () => {
  test.each<[what: string, pages: Readonly<Record<string, readonly Partial<ListPage>[]>>]>([
    ['where the inbox has more', { 'is:emergency': [{ items: rows(1, 200), next: 'more' }] }],
    ['where the Bin has more', { [BINNED]: [{ items: rows(1, 200), next: 'more' }] }],
    ['where something changed between two pages', { 'is:emergency': [{}, { revision: 8 }] }],
    ['where something changed before the Bin was read', { [BINNED]: [{ revision: 8 }] }],
    ['where another database answered meanwhile', { [BINNED]: [{ epoch: 'another' }] }],
  ])('%s', async (_, pages) => {
    expect(await findEmergencies(backend(pages).list)).toMatchObject({ isWhole: false, revision: 7 });
  });
});

test('it fails as the backend does', async () => {
  const list = () => Promise.reject(new Error('away'));
  await expect(findEmergencies(list)).rejects.toThrow('away');
});
