import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createActions } from '../../renderer/state/actions.ts';
import { createLists } from '../../renderer/state/list.ts';
import { createOverlay } from '../../renderer/state/overlay.ts';
import { createSearch } from '../../renderer/state/search.ts';
import { fakeBridge, idOf, list, notification, ok, refused } from './support.ts';

/** Longer than the keys have to rest, or a refresh to wait. */
const LONG = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Timers that are due ring, and promises go on. */
async function rest(ms = LONG): Promise<void> {
  vi.advanceTimersByTime(ms);
  await new Promise((turn) => setImmediate(turn));
}

const page = (numbers: readonly number[], more = false) => {
  const items = numbers.map((n) => notification(n));
  return ok({ items, next: more ? (items.at(-1)?.id ?? null) : null });
};

async function setUp() {
  const main = fakeBridge();
  const lists = createLists(main.bridge, 'inbox');
  const search = createSearch(main.bridge, lists);
  lists.show('inbox');
  await main.answer('list.get', ok(list([9, 8, 7])));
  return {
    main,
    lists,
    search,
    rows: () => search.shown.get().items?.map(({ revision }) => revision),
    async type(text: string) {
      search.type(text);
      await rest();
    },
    found: (numbers: readonly number[], more = false) => main.answer('inbox.search', page(numbers, more)),
  };
}

describe('typing', () => {
  it('asks once the keys rest, and only for the words as they are then', async () => {
    const { main, search } = await setUp();
    for (const text of ['d', 'de', 'dep ']) {
      search.type(text);
      await rest(100);
      expect(main.calls).toEqual([]);
    }
    await rest();
    expect(main.calls).toMatchObject([{ name: 'inbox.search', args: { view: 'inbox', q: 'dep' } }]);
  });

  it('leaves what is shown until there is an answer', async () => {
    const { type, found, rows, search } = await setUp();
    await type('a');
    expect([rows(), search.shown.get().query, search.get().busy]).toEqual([[9, 8, 7], null, true]);
    await found([8, 3]);
    expect([rows(), search.shown.get().query?.words, search.get().busy]).toEqual([[8, 3], 'a', false]);
    await type('ab');
    expect([rows(), search.shown.get().query?.words]).toEqual([[8, 3], 'a']);
    await found([]);
    expect([rows(), search.shown.get().query?.words]).toEqual([[], 'ab']);
  });

  it('drops an answer that another question has overtaken', async () => {
    const { type, found, rows } = await setUp();
    await type('a');
    await type('ab');
    await found([1]);
    expect(rows()).toEqual([9, 8, 7]);
    await found([2]);
    expect(rows()).toEqual([2]);
  });

  it('drops an answer that comes after the search was ended', async () => {
    const { type, found, rows, search } = await setUp();
    search.open();
    await type('a');
    search.close();
    await found([1]);
    expect(rows()).toEqual([9, 8, 7]);
    expect(search.get()).toMatchObject({ open: false, text: '', busy: false });
  });

  it('shows the whole view at once when no words are left', async () => {
    const { type, found, rows, search, main } = await setUp();
    await type('a');
    await found([1]);
    search.type(' ');
    expect(rows()).toEqual([9, 8, 7]);
    await rest();
    expect(main.calls).toEqual([]);
  });

  it('follows the lists while nothing is searched for, and not while something is', async () => {
    const { type, found, rows, main } = await setUp();
    const arrives = (n: number, version: number) =>
      main.push('list', { view: 'inbox', version, upserts: [notification(n)], removals: [], more: false });
    arrives(10, 2);
    expect(rows()).toEqual([10, 9, 8, 7]);
    await type('a');
    await found([1]);
    arrives(11, 3);
    expect(rows()).toEqual([1]);
  });
});

describe('the source', () => {
  it('narrows at once, together with words and view', async () => {
    const { main, lists, search, type, found } = await setUp();
    search.choose('s-shop');
    await rest();
    expect(main.calls).toMatchObject([{ args: { view: 'inbox', source: 's-shop' } }]);
    await found([3]);
    await type('a');
    expect(main.calls).toMatchObject([{ args: { view: 'inbox', source: 's-shop', q: 'a' } }]);
    await found([2]);
    lists.show('archived');
    await rest();
    expect(main.calls).toMatchObject([
      { name: 'list.get' },
      { name: 'inbox.search', args: { view: 'archived', source: 's-shop', q: 'a' } },
    ]);
  });

  it('stays chosen when the search is ended, and goes when all is to be shown', async () => {
    const { search, type, found, rows } = await setUp();
    search.choose('s-shop');
    await rest();
    await found([3]);
    await type('a');
    await found([2]);
    search.close();
    await rest();
    await found([4, 3]);
    expect([rows(), search.shown.get().query]).toEqual([
      [4, 3],
      { view: 'inbox', words: '', source: 's-shop' },
    ]);
    search.clear();
    expect([rows(), search.get().source]).toEqual([[9, 8, 7], null]);
  });
});

describe('pages', () => {
  it('come one at a time, below the last row, until there are no more', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6, 5], true);
    void search.shown.more();
    void search.shown.more();
    await rest();
    expect(main.calls[0]?.args).toMatchObject({ q: 'a', cursor: idOf(5) });
    expect(search.shown.get().loadingMore).toBe(true);
    await found([4], true);
    expect([rows(), search.shown.get()]).toMatchObject([[6, 5, 4], { more: true, loadingMore: false }]);
    expect(main.calls).toEqual([]);
    void search.shown.more();
    await rest();
    await found([3]);
    void search.shown.more();
    expect([rows(), main.calls]).toEqual([[6, 5, 4, 3], []]);
  });

  it('say why one did not come, and can be requested again', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6], true);
    void search.shown.more();
    await rest();
    await main.answer('inbox.search', refused('backend_unavailable'));
    expect(search.shown.get()).toMatchObject({
      loadingMore: false,
      moreError: { code: 'backend_unavailable' },
    });
    void search.shown.more();
    await rest();
    await found([5]);
    expect([rows(), search.shown.get().moreError]).toEqual([[6, 5], null]);
  });

  it('come after a refresh that is under way, below what it brought', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6, 5], true);
    search.refresh();
    await rest();
    void search.shown.more();
    await rest();
    expect(main.calls).toHaveLength(1);
    await found([6, 4], true);
    expect(main.calls).toMatchObject([{ args: { cursor: idOf(4) } }]);
    await found([3]);
    expect(rows()).toEqual([6, 4, 3]);
  });

  it('of another question are not added', async () => {
    const { type, found, rows, search } = await setUp();
    await type('a');
    await found([6], true);
    void search.shown.more();
    await rest();
    await type('b');
    await found([5]);
    await found([2]);
    expect(rows()).toEqual([2]);
  });
});

describe('a change of the inbox', () => {
  it('is asked for soon, once for many, and shown', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6]);
    for (let n = 0; n < 3; n += 1) {
      search.refresh();
      await rest(50);
    }
    expect(main.calls).toEqual([]);
    await rest(200);
    expect(rows()).toEqual([6]);
    await found([10, 6]);
    await rest();
    expect([rows(), main.calls]).toEqual([[10, 6], []]);
  });

  it('during the answer to one is asked for again', async () => {
    const { type, found, rows, search } = await setUp();
    await type('a');
    search.refresh();
    await rest();
    await found([6]);
    await rest();
    await found([10, 6]);
    expect(rows()).toEqual([10, 6]);
  });

  it('refreshes as many pages as are loaded, in one step', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6, 5], true);
    void search.shown.more();
    await rest();
    await found([4, 3], true);
    search.refresh();
    await rest();
    await found([11, 6], true);
    expect(rows()).toEqual([6, 5, 4, 3]);
    await found([5, 3], true);
    expect([rows(), search.shown.get().more, main.calls]).toEqual([[11, 6, 5, 3], true, []]);
  });

  it('that cannot be asked for leaves what is there, and says why', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6]);
    search.refresh();
    await rest();
    await main.answer('inbox.search', refused('backend_unavailable'));
    expect([rows(), search.shown.get().error?.code]).toEqual([[6], 'backend_unavailable']);
  });

  it('is nothing to the whole view', async () => {
    const { main, search } = await setUp();
    search.refresh();
    await rest();
    expect(main.calls).toEqual([]);
  });
});

it('an action on a search result is visible until a refresh confirms it', async () => {
  const { main, type, found, search } = await setUp();
  const overlay = createOverlay();
  const actions = createActions(main.bridge, search.shown, overlay, () => new Date(0));
  await type('a');
  await found([6]);
  void actions.onRow('inbox.read', notification(6));
  await main.answer('command.run', ok(null));
  expect(overlay.get().get(idOf(6))).toMatchObject({ command: 'inbox.read', phase: 'done' });
  search.refresh();
  await rest();
  const items = [notification(6, { revision: 20, read_at: '2026-11-22T12:00:00.000000Z' })];
  await main.answer('inbox.search', ok({ items, next: null }));
  expect(overlay.get().size).toBe(0);
});

it('a search that fails shows no other rows, and is done over', async () => {
  const { main, type, found, rows, search } = await setUp();
  await type('a');
  await found([6]);
  await type('b');
  await main.answer('inbox.search', refused('backend_unavailable'));
  expect([rows(), search.shown.get()]).toMatchObject([undefined, { items: null, query: { words: 'b' } }]);
  void search.shown.reload();
  await rest();
  await found([4]);
  expect([rows(), search.shown.get().error]).toEqual([[4], null]);
});
