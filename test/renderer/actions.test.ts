import { describe, expect, it } from 'vitest';
import type { Failure } from '#app/result';
import type { RowCommandId } from '#server/rules/commands';
import { createActions } from '../../renderer/state/actions.ts';
import { createInbox } from '../../renderer/state/inbox.ts';
import { createLists } from '../../renderer/state/list.ts';
import { createOverlay, failureOn, project } from '../../server/client/client.ts';
import {
  acted,
  delta,
  fakeBridge,
  goneAt,
  idOf,
  notification,
  ok,
  page,
  refused,
  turn,
  undone,
} from './support.ts';

async function inbox(numbers: readonly number[]) {
  const main = fakeBridge();
  const client = createInbox(main.bridge);
  const lists = createLists(client, 'inbox');
  const overlay = createOverlay<RowCommandId, Failure>();
  const now = () => new Date('2026-11-22T12:00:00Z');
  const actions = createActions({ bridge: main.bridge, inbox: client, shown: lists, overlay, now });
  lists.show('inbox');
  await main.answer('inbox.list', ok(page(numbers)));
  const rows = () =>
    project(lists.get().items ?? [], 'inbox', overlay.get(), null).map((item) => ({
      n: item.created_revision,
      read: item.read_at !== null,
    }));
  return { main, lists, overlay, actions, rows };
}

describe('an action on a row', () => {
  it('shows before it is answered', async () => {
    const { main, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.done', notification(2));
    expect(rows()).toEqual([{ n: 1, read: false }]);
    expect(main.calls).toMatchObject([
      { name: 'inbox.act', args: { action: { kind: 'done' }, ids: [idOf(2)] } },
    ]);
  });

  it('opens by its own command', async () => {
    const { main, actions } = await inbox([2]);
    void actions.onRow('inbox.open', notification(2));
    expect(main.calls).toMatchObject([
      { name: 'command.run', args: { id: 'inbox.open', args: { id: idOf(2) } } },
    ]);
  });

  it('that the main process carries out is visible between its answer and the change of the list', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.open', notification(2));
    await main.answer('command.run', ok(null));
    expect(rows()).toMatchObject([{ n: 2, read: true }, { n: 1 }]);
    expect(overlay.get().size).toBe(1);
    main.push(
      'inbox',
      delta(51, [notification(2, { revision: 51, read_at: '2026-11-22T12:00:01.000000Z' })]),
    );
    expect(rows()).toMatchObject([{ n: 2, read: true }, { n: 1 }]);
    expect(overlay.get().size).toBe(0);
  });

  it('is settled by its answer, which says what it did', async () => {
    const { main, lists, overlay, actions } = await inbox([2, 1]);
    void actions.onRow('inbox.delete', notification(2));
    await main.answer('inbox.act', acted(51, [goneAt(51, 2)]));
    expect([overlay.get().size, lists.get().items?.length]).toEqual([0, 1]);
  });

  it('is settled by the answer also when the list changed before', async () => {
    const { main, overlay, actions } = await inbox([2, 1]);
    void actions.onRow('inbox.delete', notification(2));
    main.push('inbox', delta(51, [goneAt(51, 2)]));
    await main.answer('inbox.act', acted(51, [goneAt(51, 2)]));
    expect([overlay.get().size, main.calls]).toEqual([0, []]);
  });

  it('rolls back with its reason, and can be done over', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    void actions.onRow('inbox.delete', notification(2));
    await main.answer('inbox.act', refused('backend_unavailable'));
    expect(rows()).toHaveLength(2);
    expect(failureOn(overlay.get(), idOf(2))).toMatchObject({
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
    void actions.onRow('inbox.done', notification(2));
    void actions.run('inbox.readAll');
    expect(rows()).toEqual([
      { n: 3, read: true },
      { n: 1, read: true },
    ]);
  });

  it('rolls all of them back with one notice', async () => {
    const { main, overlay, actions, rows } = await inbox([2, 1]);
    const outcome = actions.run('inbox.readAll');
    expect(main.calls).toMatchObject([
      { name: 'inbox.act', args: { action: 'read', view: 'unread', up_to_revision: 50 } },
    ]);
    await main.answer('inbox.act', refused('backend_refused'));
    expect(await outcome).toBe(false);
    expect(rows().some((row) => row.read)).toBe(false);
    expect(overlay.get().size).toBe(0);
    expect(actions.notice.get()).toMatchObject({ kind: 'failed', command: 'inbox.readAll' });
  });
});

describe('what was done', () => {
  const notice = (actions: { notice: { get(): unknown } }) => actions.notice.get();

  it('is said with how many and how many are left, and undone by its batch', async () => {
    const { main, actions } = await inbox([2, 1]);
    void actions.onRow('inbox.done', notification(2));
    const gone = { archived_at: '2026-11-22T12:00:00.000000Z', revision: 51 };
    await main.answer('inbox.act', acted(51, [notification(2, gone)]));
    const did = { action: { kind: 'done' }, rows: 1, batches: ['batch-51'], left: 1 };
    expect(notice(actions)).toEqual({ kind: 'did', ...did });
    void actions.run('inbox.undo');
    await turn();
    expect(main.calls).toMatchObject([{ name: 'inbox.undo', args: { batch: 'batch-51' } }]);
    await main.answer('inbox.undo', undone(52, 1, 0, [notification(2, { revision: 52 })]));
    expect(notice(actions)).toEqual({ kind: 'undone', restored: 1, left: 0 });
  });

  it('before that is undone next, on whatever device it was done', async () => {
    const { main, actions } = await inbox([2, 1]);
    const batch = { action: { kind: 'read' }, rows: 5_000, device: 'Phone', at: '2026-11-22T11:00:00Z' };
    const batches = [
      { ...batch, id: 'newer', undone_at: '2026-11-22T11:30:00Z' },
      { ...batch, id: 'older', undone_at: null },
    ];
    void actions.run('inbox.undo');
    await turn();
    await main.answer('inbox.batches', ok(batches));
    expect(main.calls).toMatchObject([{ name: 'inbox.undo', args: { batch: 'older' } }]);
    await main.answer('inbox.undo', undone(51, 4_700, 300, [notification(2, { revision: 51 })]));
    expect(notice(actions)).toEqual({ kind: 'undone', restored: 4_700, left: 300 });
    void actions.run('inbox.undo');
    await turn();
    await main.answer('inbox.batches', ok([]));
    expect(notice(actions)).toEqual({ kind: 'nothingToUndo' });
  });

  it('is undone once it has been done', async () => {
    const { main, actions } = await inbox([2, 1]);
    void actions.onRow('inbox.read', notification(2));
    void actions.run('inbox.undo');
    await turn();
    expect(main.calls.map(({ name }) => name)).toEqual(['inbox.act']);
    await main.answer('inbox.act', acted(51, [notification(2, { read_at: '2026-11-22', revision: 51 })]));
    await turn();
    expect(main.calls).toMatchObject([{ name: 'inbox.undo', args: { batch: 'batch-51' } }]);
  });

  it('says why it could not be undone', async () => {
    const { main, actions } = await inbox([]);
    void actions.run('inbox.undo');
    await turn();
    await main.answer('inbox.batches', refused('backend_unavailable'));
    const error = { code: 'backend_unavailable' };
    expect(notice(actions)).toMatchObject({ kind: 'failed', command: 'inbox.undo', error });
  });

  it('by opening a row, or to no row, is not worth a word', async () => {
    const { main, actions } = await inbox([2]);
    void actions.readOpened(notification(2));
    await main.answer('inbox.act', acted(51, [notification(2, { read_at: '2026-11-22', revision: 51 })]));
    void actions.onRow('inbox.read', notification(2));
    await main.answer('inbox.act', ok({ batch: null, rows: 0, delta: delta(51, []).delta }));
    expect(notice(actions)).toBeNull();
  });
});

describe('what failed outside of the window', () => {
  it('is said on its row, which is as it was', async () => {
    const { actions, overlay, rows } = await inbox([2]);
    actions.tellFailed('inbox.open', notification(2), { code: 'open_failed' });
    expect(failureOn(overlay.get(), idOf(2))).toMatchObject({ phase: 'failed', command: 'inbox.open' });
    expect(rows()).toEqual([{ n: 2, read: false }]);
  });

  it('is the notice where it has no row', async () => {
    const { main, actions } = await inbox([]);
    const error = { code: 'open_failed' } as const;
    main.push('navigate', { page: 'inbox', failed: { command: 'logs.open', error } });
    expect(actions.notice.get()).toMatchObject({ kind: 'failed', command: 'logs.open', error });
  });
});

describe('a pause', () => {
  it('that is refused is the notice, which tries the same one again', async () => {
    const { main, actions } = await inbox([]);
    const pause = { name: 'command.run', args: { id: 'delivery.pause', args: { until: '4h' } } };
    void actions.pause('4h');
    await main.answer('command.run', refused('internal'));
    const notice = actions.notice.get();
    expect(notice).toMatchObject({ kind: 'failed', command: 'delivery.pause' });
    if (notice?.kind === 'failed') notice.again();
    expect(main.calls).toMatchObject([pause]);
    await main.answer('command.run', ok(null));
    expect(actions.notice.get()).toBeNull();
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
