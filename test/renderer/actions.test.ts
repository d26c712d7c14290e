import { describe, expect, it } from 'vitest';
import { createActions } from '../../renderer/state/actions.ts';
import { createLists } from '../../renderer/state/list.ts';
import { createOverlay, project } from '../../renderer/state/overlay.ts';
import { fakeBridge, idOf, list, notification, ok, refused } from './support.ts';

async function inbox(numbers: readonly number[]) {
  const main = fakeBridge();
  const lists = createLists(main.bridge, 'inbox');
  const overlay = createOverlay();
  const actions = createActions(main.bridge, lists, overlay, () => new Date('2026-11-22T12:00:00Z'));
  lists.show('inbox');
  await main.answer('list.get', ok(list(numbers)));
  const rows = () =>
    project(lists.get().items ?? [], 'inbox', overlay.get(), null).map((item) => ({
      n: item.created_revision,
      read: item.read_at !== null,
    }));
  return { main, lists, overlay, actions, rows };
}

describe('an action on a row', () => {
  it('shows before it is answered and runs its command', async () => {
    const { main, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.archive', notification(2));
    expect(rows()).toEqual([{ n: 1, read: false }]);
    expect(main.calls).toMatchObject([
      { name: 'command.run', args: { id: 'inbox.archive', args: { ids: [idOf(2)] } } },
    ]);
  });

  it('opens by its own command', async () => {
    const { main, actions } = await inbox([2]);
    void actions.onRow('inbox.open', notification(2));
    expect(main.calls).toMatchObject([{ args: { id: 'inbox.open', args: { id: idOf(2) } } }]);
  });

  it('stays shown between the answer and the change of the list', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.archive', notification(2));
    await main.answer('command.run', ok(null));
    expect(rows()).toEqual([{ n: 1, read: false }]);
    main.push('list', { view: 'inbox', version: 2, upserts: [], removals: [idOf(2)], more: false });
    expect(rows()).toEqual([{ n: 1, read: false }]);
    expect(overlay.get().size).toBe(0);
  });

  it('is settled by the answer when the list changed before', async () => {
    const { main, overlay, actions } = await inbox([2, 1]);
    void actions.onRow('inbox.delete', notification(2));
    main.push('list', { view: 'inbox', version: 2, upserts: [], removals: [idOf(2)], more: false });
    await main.answer('command.run', ok(null));
    expect(overlay.get().size).toBe(0);
  });

  it('rolls back with its reason, and can be done over', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.delete', notification(2));
    await main.answer('command.run', refused('backend_unavailable'));
    expect(rows()).toHaveLength(2);
    expect(overlay.get().get(idOf(2))).toMatchObject({
      phase: 'failed',
      command: 'inbox.delete',
      error: { code: 'backend_unavailable' },
    });
    void actions.onRow('inbox.delete', notification(2));
    expect(rows()).toEqual([{ n: 1, read: false }]);
  });
});

describe('mark all read', () => {
  it('shows on all rows at once, but on none that is leaving', async () => {
    const { actions, rows } = await inbox([3, 2, 1]);
    void actions.onRow('inbox.archive', notification(2));
    void actions.run('inbox.readAll');
    expect(rows()).toEqual([
      { n: 3, read: true },
      { n: 1, read: true },
    ]);
  });

  it('rolls all of them back with one notice', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    const outcome = actions.run('inbox.readAll');
    await main.answer('command.run', refused('backend_refused'));
    expect(await outcome).toBe(false);
    expect(rows().some((row) => row.read)).toBe(false);
    expect(overlay.get().size).toBe(0);
    expect(actions.notice.get()).toMatchObject({ kind: 'failed', command: 'inbox.readAll' });
  });
});

describe('what failed outside of the window', () => {
  it('is said on its row, which is as it was', async () => {
    const { actions, overlay, rows } = await inbox([2]);
    actions.tellNotOpened(notification(2), { code: 'open_failed' });
    expect(overlay.get().get(idOf(2))).toMatchObject({ phase: 'failed', command: 'inbox.open' });
    expect(rows()).toEqual([{ n: 2, read: false }]);
  });

  it('is the notice where it has no row', async () => {
    const { main, actions } = await inbox([]);
    const error = { code: 'open_failed' } as const;
    main.push('navigate', { page: 'inbox', failed: { command: 'logs.open', error } });
    expect(actions.notice.get()).toEqual({ kind: 'failed', command: 'logs.open', error });
  });
});

describe('the notice', () => {
  it('goes when something else is done, or when it is dismissed', async () => {
    const { main, actions } = await inbox([]);
    void actions.run('inbox.sendTest');
    await main.answer('command.run', refused('backend_unavailable'));
    expect(actions.notice.get()).toMatchObject({ command: 'inbox.sendTest' });
    void actions.run('connection.retry');
    expect(actions.notice.get()).toBeNull();
    actions.tellGone();
    expect(actions.notice.get()).toEqual({ kind: 'gone' });
    actions.dismissNotice();
    expect(actions.notice.get()).toBeNull();
  });
});
