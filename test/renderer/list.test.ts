import { describe, expect, it } from 'vitest';
import type { ListPatch } from '#app/state';
import { createLists, type Lists } from '../../renderer/state/list.ts';
import { fakeBridge, idOf, list, notification, ok, refused } from './support.ts';

const patch = (version: number, fields: Partial<ListPatch> = {}): ListPatch => ({
  view: 'inbox',
  version,
  upserts: [],
  removals: [],
  more: false,
  ...fields,
});
const ids = (lists: Lists) => lists.get().items?.map((item) => item.id);

async function loaded(numbers: readonly number[], more = false) {
  const main = fakeBridge();
  const lists = createLists(main.bridge, 'inbox');
  lists.show('inbox');
  await main.answer('list.get', ok(list(numbers, 1, 'inbox', more)));
  return { main, lists };
}

describe('lists', () => {
  it('shows what the main process answers', async () => {
    const { lists } = await loaded([2, 1], true);
    expect(lists.get()).toMatchObject({ view: 'inbox', more: true, loading: false, error: null });
    expect(ids(lists)).toEqual([idOf(2), idOf(1)]);
  });

  it('follows the patches', async () => {
    const { main, lists } = await loaded([2, 1]);
    main.push('list', patch(2, { upserts: [notification(3)], removals: [idOf(1)] }));
    expect(ids(lists)).toEqual([idOf(3), idOf(2)]);
    expect(main.calls).toEqual([]);
  });

  it('asks again after a gap', async () => {
    const { main, lists } = await loaded([2, 1]);
    main.push('list', patch(3));
    await main.answer('list.get', ok(list([5, 4], 3)));
    expect(ids(lists)).toEqual([idOf(5), idOf(4)]);
  });

  it('adds the patches that overtook the answer', async () => {
    const main = fakeBridge();
    const lists = createLists(main.bridge, 'inbox');
    lists.show('inbox');
    main.push('list', patch(7));
    main.push('list', patch(8, { upserts: [notification(3)] }));
    await main.answer('list.get', ok(list([2, 1], 7)));
    expect(ids(lists)).toEqual([idOf(3), idOf(2), idOf(1)]);
    expect(main.calls).toEqual([]);
  });

  it('asks again when the answer is older than what overtook it', async () => {
    const main = fakeBridge();
    const lists = createLists(main.bridge, 'inbox');
    lists.show('inbox');
    main.push('list', patch(9));
    await main.answer('list.get', ok(list([1], 7)));
    await main.answer('list.get', ok(list([2], 9)));
    expect(ids(lists)).toEqual([idOf(2)]);
  });

  it('says why it could not load, keeps what it had, and recovers', async () => {
    const { main, lists } = await loaded([1]);
    void lists.reload();
    await main.answer('list.get', refused('backend_unavailable'));
    expect(lists.get().error?.code).toBe('backend_unavailable');
    expect(ids(lists)).toEqual([idOf(1)]);
    void lists.reload();
    await main.answer('list.get', ok(list([2], 5)));
    expect(lists.get().error).toBeNull();
    expect(ids(lists)).toEqual([idOf(2)]);
  });

  it('shows a view known from before at once, and asks for it', async () => {
    const { main, lists } = await loaded([1]);
    lists.show('archived');
    expect(lists.get()).toMatchObject({ view: 'archived', items: null, loading: true });
    await main.answer('list.get', ok(list([8], 1, 'archived')));
    lists.show('inbox');
    expect(ids(lists)).toEqual([idOf(1)]);
    expect(main.calls).toMatchObject([{ name: 'list.get', args: { view: 'inbox' } }]);
  });

  it('keeps the views apart', async () => {
    const { main, lists } = await loaded([1]);
    main.push('list', patch(2, { view: 'archived', removals: [idOf(1)] }));
    expect(ids(lists)).toEqual([idOf(1)]);
    expect(main.calls).toEqual([]);
  });

  it('asks for one older page at a time, and for none after the last', async () => {
    const { main, lists } = await loaded([9], true);
    void lists.more();
    void lists.more();
    expect(main.calls).toHaveLength(1);
    expect(lists.get().loadingMore).toBe(true);
    main.push('list', patch(2, { upserts: [notification(8)] }));
    await main.answer('list.more', ok(null));
    expect(lists.get()).toMatchObject({ loadingMore: false, more: false });
    void lists.more();
    expect(main.calls).toEqual([]);
  });

  it('says why an older page did not come', async () => {
    const { main, lists } = await loaded([9], true);
    void lists.more();
    await main.answer('list.more', refused('backend_refused'));
    expect(lists.get()).toMatchObject({ loadingMore: false, moreError: { code: 'backend_refused' } });
    void lists.more();
    expect(lists.get().moreError).toBeNull();
  });

  it('knows whether another view is empty without showing it', async () => {
    const { main, lists } = await loaded([1]);
    const empty = lists.isEmpty('archived');
    await main.answer('list.get', ok(list([], 1, 'archived')));
    expect(await empty).toBe(true);
    expect(lists.get().view).toBe('inbox');
    const unknown = lists.isEmpty('archived');
    await main.answer('list.get', refused('backend_unavailable'));
    expect(await unknown).toBeNull();
  });
});
