import { expect, test } from 'vitest';
import type { ListPage } from '#server/inbox';
import { createSearch } from '../../../electron/inbox/search.ts';
import { notification } from '../../support/notification.ts';

function searching(pages: readonly (readonly number[])[]) {
  const left = [...pages];
  const list = async (): Promise<ListPage> => ({
    epoch: 'e',
    revision: 1,
    counts: { unread: 0, by_source: {} },
    items: (left.shift() ?? []).map((n) => notification(n, { id: `id-${n}` })),
    next: null,
  });
  return createSearch(() => ({ list }));
}
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test('search results can be looked up by id', async () => {
  const search = searching([[2, 1]]);
  const isFirst = ({ id }: { id: string }) => id === 'id-1';
  expect(search.find(isFirst)).toBeUndefined();
  const page = await search.ask({ q: 'word' });
  expect(search.find(isFirst)).toBe(page.items[1]);
});

test('of very many only those that were found last are remembered', async () => {
  const search = searching([numbers(0, 1_500), numbers(0, 10), numbers(2_000, 1_500)]);
  for (const q of ['a', 'b', 'c']) await search.ask({ q });
  const known = (n: number) => search.find(({ id }) => id === `id-${n}`) !== undefined;
  expect([known(3_499), known(9), known(1_499), known(10)]).toEqual([true, true, true, false]);
});
