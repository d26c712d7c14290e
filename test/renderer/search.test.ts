import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '#app/result';
import type { RowCommandId } from '#server/rules/commands';
import { cursorOf } from '#server/rules/order';
import { createActions } from '../../renderer/state/actions.ts';
import { createInbox } from '../../renderer/state/inbox.ts';
import { createLists } from '../../renderer/state/list.ts';
import { createSearch } from '../../renderer/state/search.ts';
import { createOverlay } from '../../server/client/client.ts';
import {
  acted,
  delta,
  fakeBridge,
  idOf,
  notification,
  numberOf,
  ok,
  page,
  refused,
  rowAt,
} from './support.ts';

/** Longer than a refresh waits, or the question for the number of hits. */
const LONG = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Timers that are due ring, and promises go on. */
async function rest(ms = LONG): Promise<void> {
  vi.advanceTimersByTime(ms);
  await new Promise((turn) => setImmediate(turn));
}

const count = (rows: number) => ({ epoch: 'epoch-1', revision: 50, rows, unread: 0, more: false });

async function setUp() {
  const main = fakeBridge();
  const inbox = createInbox(main.bridge);
  const lists = createLists(inbox, 'inbox');
  const search = createSearch(inbox, lists);
  lists.show('inbox');
  await main.answer('inbox.list', ok(page([9, 8, 7])));
  return {
    main,
    inbox,
    lists,
    search,
    rows: () => search.shown.get().items?.map(numberOf),
    async type(text: string) {
      search.type(text);
      await rest();
    },
    ofShop: (numbers: readonly number[]) =>
      main.answer('inbox.list', ok(page(numbers, 50, false, { source: 's-shop' }))),
    /** `more`: hits that are not on the page; the window then asks for their number. */
    async found(numbers: readonly number[], more = false) {
      await main.answer('inbox.list', ok(page(numbers, 50, more)));
      if (!more) return;
      await rest();
      if (main.calls[0]?.name === 'inbox.count') await main.answer('inbox.count', ok(count(204)));
    },
  };
}

describe('typing', () => {
  it('asks at once and everywhere, and after the answer only for the words as they are then', async () => {
    const { main, search, found, rows } = await setUp();
    for (const text of ['d', 'de', 'dep ']) search.type(text);
    await rest();
    expect(main.calls).toMatchObject([{ name: 'inbox.list', args: { q: 'd' } }]);
    expect(main.calls[0]?.args).not.toHaveProperty('view');
    await found([8, 3]);
    expect([rows(), search.get().busy]).toEqual([[8, 3], true]);
    expect(main.calls).toMatchObject([{ name: 'inbox.list', args: { q: 'dep' } }]);
    await found([3]);
    expect([rows(), search.get().busy, main.calls]).toEqual([[3], false, []]);
  });

  it('looks into the view only when it is told to', async () => {
    const { main, search, lists, type, found } = await setUp();
    await type('a');
    await found([1]);
    search.look('view');
    await rest();
    expect(main.calls).toMatchObject([{ args: { view: 'inbox', q: 'a' } }]);
    await found([1]);
    lists.show('saved');
    await rest();
    await main.answer('inbox.list', ok(page([])));
    expect(main.calls).toMatchObject([{ args: { view: 'saved', q: 'a' } }]);
    await found([]);
    search.look('everywhere');
    await rest();
    expect(main.calls[0]?.args).not.toHaveProperty('view');
    await found([1]);
    search.look('view');
    await rest();
    await found([1]);
    search.close();
    expect(search.get().everywhere).toBe(true);
  });

  it('says how many there are: those that are loaded, or the backend’s number where there are more', async () => {
    const { main, search, type, found } = await setUp();
    await type('a');
    await found([6, 5]);
    expect(search.shown.get().found).toMatchObject({ rows: 2 });
    await type('b');
    await main.answer('inbox.list', ok(page([6, 5], 50, true)));
    expect(search.shown.get().found).toBeNull();
    await rest();
    expect(main.calls).toMatchObject([{ name: 'inbox.count', args: { q: 'b' } }]);
    await main.answer('inbox.count', ok(count(204)));
    expect(search.shown.get().found).toMatchObject({ rows: 204 });
    search.refresh();
    await rest();
    await found([7, 6], true);
    expect(search.shown.get().found).toMatchObject({ rows: 204 });
  });

  it('leaves what is shown until there is an answer', async () => {
    const { type, found, rows, search } = await setUp();
    await type('a');
    expect([rows(), search.shown.get().query, search.get().busy]).toEqual([[9, 8, 7], null, true]);
    await found([8, 3]);
    expect([rows(), search.shown.get().query?.q, search.get().busy]).toEqual([[8, 3], 'a', false]);
    await type('ab');
    expect([rows(), search.shown.get().query?.q]).toEqual([[8, 3], 'a']);
    await found([]);
    expect([rows(), search.shown.get().query?.q]).toEqual([[], 'ab']);
  });

  it('drops an answer that another question has overtaken', async () => {
    const { type, found, rows, search } = await setUp();
    await type('a');
    search.choose('s-shop');
    await rest();
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
    const arrives = (n: number, revision: number) =>
      main.push('inbox', delta(revision, [rowAt(revision, n)]));
    arrives(10, 51);
    expect(rows()).toEqual([10, 9, 8, 7]);
    await type('a');
    await found([1]);
    arrives(11, 52);
    expect(rows()).toEqual([1]);
  });
});

describe('the source', () => {
  it('narrows at once, together with words and view', async () => {
    const { main, lists, search, type, ofShop } = await setUp();
    search.choose('s-shop');
    await rest();
    expect(main.calls).toMatchObject([{ args: { view: 'inbox', source: 's-shop' } }]);
    await ofShop([3]);
    await type('a');
    expect(main.calls).toMatchObject([{ args: { source: 's-shop', q: 'a' } }]);
    await ofShop([2]);
    search.look('view');
    await rest();
    await ofShop([2]);
    lists.show('done');
    await rest();
    expect(main.calls).toMatchObject([
      { name: 'inbox.list', args: { view: 'done' } },
      { name: 'inbox.list', args: { view: 'done', source: 's-shop', q: 'a' } },
    ]);
  });

  it('stays chosen when the search is ended, and goes when all is to be shown', async () => {
    const { search, type, ofShop, rows } = await setUp();
    search.choose('s-shop');
    await rest();
    await ofShop([3]);
    await type('a');
    await ofShop([2]);
    search.close();
    await rest();
    await ofShop([4, 3]);
    expect([rows(), search.shown.get().query]).toMatchObject([
      [4, 3],
      { view: 'inbox', source: 's-shop', q: '' },
    ]);
    search.clear();
    expect([rows(), search.get().source]).toEqual([[9, 8, 7], null]);
  });
});

it('the list of one source follows its changes without a request', async () => {
  const { main, search, ofShop, rows } = await setUp();
  search.choose('s-shop');
  await rest();
  await ofShop([]);
  main.push('inbox', delta(52, [rowAt(51, 10, { source: 's-shop' }), rowAt(52, 11)], 50));
  expect(rows()).toEqual([10]);
  search.refresh();
  await rest();
  expect(main.calls).toEqual([]);
});

describe('pages', () => {
  it('come one at a time, below the last row, until there are no more', async () => {
    const { main, type, found, rows, search } = await setUp();
    await type('a');
    await found([6, 5], true);
    void search.shown.more();
    void search.shown.more();
    await rest();
    expect(main.calls[0]?.args).toMatchObject({ q: 'a', cursor: cursorOf(notification(5)) });
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
    await main.answer('inbox.list', refused('backend_unavailable'));
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
    expect(main.calls[0]).toMatchObject({ args: { cursor: cursorOf(notification(4)) } });
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
    await main.answer('inbox.list', refused('backend_unavailable'));
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
  const { main, inbox, type, found, search } = await setUp();
  const overlay = createOverlay<RowCommandId, Failure>();
  const { shown } = search;
  const actions = createActions({ bridge: main.bridge, inbox, shown, overlay, now: () => new Date(0) });
  await type('a');
  await found([6]);
  void actions.onRow('inbox.read', notification(6));
  const read = rowAt(51, 6, { read_at: '2026-11-22T12:00:00.000000Z' });
  await main.answer('inbox.act', acted(51, [read]));
  expect(overlay.get().get(idOf(6))).toMatchObject([{ command: 'inbox.read', phase: 'done' }]);
  search.refresh();
  await rest();
  await main.answer('inbox.list', ok({ ...page([], 51), items: [read] }));
  expect(overlay.get().size).toBe(0);
});

it('a search that fails shows no other rows, and is done over', async () => {
  const { main, type, found, rows, search } = await setUp();
  await type('a');
  await found([6]);
  await type('b');
  await main.answer('inbox.list', refused('backend_unavailable'));
  expect([rows(), search.shown.get()]).toMatchObject([undefined, { items: null, query: { q: 'b' } }]);
  void search.shown.reload();
  await rest();
  await found([4]);
  expect([rows(), search.shown.get().error]).toEqual([[4], null]);
});
