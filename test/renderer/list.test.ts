import { describe, expect, it } from 'vitest';
import { createInbox } from '../../renderer/state/inbox.ts';
import { createLists, type Lists } from '../../renderer/state/list.ts';
import { delta, fakeBridge, goneAt, numberOf, ok, page, refused, rowAt } from './support.ts';

const numbers = (lists: Lists) => lists.get().items?.map(numberOf);

function setUp() {
  const main = fakeBridge();
  const inbox = createInbox(main.bridge);
  return { main, inbox, lists: createLists(inbox, 'inbox') };
}

async function loaded(rows: readonly number[], more = false) {
  const all = setUp();
  all.lists.show('inbox');
  await all.main.answer('inbox.list', ok(page(rows, 50, more)));
  return all;
}

describe('lists', () => {
  it('show what the backend answers', async () => {
    const { lists } = await loaded([2, 1], true);
    expect(lists.get()).toMatchObject({ view: 'inbox', more: true, loading: false, error: null });
    expect(numbers(lists)).toEqual([2, 1]);
  });

  it('follow what is pushed', async () => {
    const { main, lists } = await loaded([2, 1]);
    main.push('inbox', delta(53, [rowAt(51, 3), goneAt(53, 1)], 50));
    expect(numbers(lists)).toEqual([3, 2]);
    expect(main.calls).toEqual([]);
  });

  it('stay the same object when other rows change', async () => {
    const { main, lists } = await loaded([2, 1]);
    const before = lists.get();
    main.push('inbox', delta(51, [rowAt(51, 7, { archived_at: '2026-11-22T11:00:00.000000Z' })]));
    expect(lists.get()).toBe(before);
  });

  it.each([
    ['an earlier change is missing', delta(53, [rowAt(53, 5)])],
    ['the main process says that they are behind', { kind: 'behind' } as const],
  ])('load what they missed if %s, and are marked as loading', async (_why, push) => {
    const { main, lists } = await loaded([2, 1]);
    main.push('inbox', push);
    expect(lists.get()).toMatchObject({ loading: true });
    const { items, ...at } = page([], 53);
    await main.answer('inbox.sync', ok({ ...at, reset: false, changed: [rowAt(52, 4), rowAt(53, 5)] }));
    expect(numbers(lists)).toEqual([5, 4, 2, 1]);
    expect(lists.get().loading).toBe(false);
    expect(main.calls).toEqual([]);
  });

  it('do not miss a change that arrives before the first page', async () => {
    const { main, lists } = setUp();
    lists.show('inbox');
    main.push('inbox', delta(51, [rowAt(51, 3)]));
    await main.answer('inbox.list', ok(page([2, 1])));
    const { items, ...at } = page([], 51);
    await main.answer('inbox.sync', ok({ ...at, reset: false, changed: [rowAt(51, 3)] }));
    expect(numbers(lists)).toEqual([3, 2, 1]);
  });

  it('of a replaced database are loaded again, and show the old rows until then', async () => {
    const { main, lists } = await loaded([2, 1]);
    main.push('inbox', { kind: 'behind' });
    const { items, ...at } = { ...page([9], 3), epoch: 'epoch-2' };
    await main.answer('inbox.sync', ok({ ...at, reset: true, changed: items }));
    await main.answer('inbox.sync', ok({ ...at, reset: false, changed: [] }));
    expect(numbers(lists)).toEqual([2, 1]);
    await main.answer('inbox.list', ok({ ...page([9], 3), epoch: 'epoch-2' }));
    expect(numbers(lists)).toEqual([9]);
  });

  it('say why loading failed, and recover', async () => {
    const { main, lists } = setUp();
    lists.show('inbox');
    await main.answer('inbox.list', refused('backend_unavailable'));
    expect(lists.get()).toMatchObject({ items: null, error: { code: 'backend_unavailable' } });
    void lists.reload();
    await main.answer('inbox.list', ok(page([2])));
    expect([numbers(lists), lists.get().error]).toEqual([[2], null]);
  });

  it('keep their rows if a sync fails, and sync again when they are shown', async () => {
    const { main, lists } = await loaded([1]);
    main.push('inbox', { kind: 'behind' });
    await main.answer('inbox.sync', refused('backend_unavailable'));
    expect(numbers(lists)).toEqual([1]);
    lists.show('inbox');
    const { items, ...at } = page([], 51);
    await main.answer('inbox.sync', ok({ ...at, reset: false, changed: [rowAt(51, 2)] }));
    expect([numbers(lists), main.calls]).toEqual([[2, 1], []]);
  });

  it('show a loaded view at once, without a request', async () => {
    const { main, lists } = await loaded([1]);
    lists.show('done');
    expect(lists.get()).toMatchObject({ view: 'done', items: null, loading: true });
    await main.answer('inbox.list', ok(page([])));
    lists.show('inbox');
    expect([numbers(lists), main.calls]).toEqual([[1], []]);
  });

  it('load one older page at a time, and none after the last', async () => {
    const { main, lists } = await loaded([9], true);
    void lists.more();
    void lists.more();
    expect(main.calls).toHaveLength(1);
    expect(lists.get().loadingMore).toBe(true);
    await main.answer('inbox.list', ok(page([8])));
    expect(lists.get()).toMatchObject({ loadingMore: false, more: false });
    expect(numbers(lists)).toEqual([9, 8]);
    void lists.more();
    expect(main.calls).toEqual([]);
  });

  it('say why an older page did not come', async () => {
    const { main, lists } = await loaded([9], true);
    void lists.more();
    await main.answer('inbox.list', refused('backend_refused'));
    expect(lists.get()).toMatchObject({ loadingMore: false, moreError: { code: 'backend_refused' } });
    void lists.more();
    expect(lists.get().moreError).toBeNull();
  });

  it('say whether another view is empty without showing it', async () => {
    const { main, lists } = await loaded([1]);
    const unknown = lists.isEmpty('done');
    await main.answer('inbox.list', refused('backend_unavailable'));
    expect(await unknown).toBeNull();
    const empty = lists.isEmpty('done');
    await main.answer('inbox.list', ok(page([])));
    expect(await empty).toBe(true);
    expect(lists.get().view).toBe('inbox');
  });
});
