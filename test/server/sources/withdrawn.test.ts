import { afterEach, describe, expect, test } from 'vitest';
import { VIEWS } from '#server/rules/state';
import { applyDelta, EMPTY } from '../../../server/client/reduce.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { LARAVEL, makeIngest, newItem, openBench, SECOND_THOUGHTS } from './harness.ts';

const LATER = '2099-01-02T03:04:05.000000Z';
const GONE = { outcome: 'done', gone: true } as const;

describe.each(DRIVERS)('what its sender withdraws, on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  afterEach(() => bench.close());

  const open = async () => {
    bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL });
    await bench.ingest(newItem('a', { listed: true }), newItem('b', { listed: true }));
  };
  const due = () => {
    bench.app.advance(SECOND_THOUGHTS);
    return bench.outbox();
  };

  /** Both ways in which a source says so. */
  const WAYS = {
    'as an item': () => bench.ingest({ external_id: 'a', deleted: true }),
    'when it is told of something': async () => {
      await bench.act('read', 'a');
      await bench.act('unread', 'a');
      await bench.act('read', 'a');
      await due();
      return { delta: await bench.reportAll(GONE) };
    },
  } as const;

  describe.each(Object.entries(WAYS))('%s', (_way, withdraw) => {
    test('lies in the Bin, whole and marked so, in no other view, and counts no more', async () => {
      await open();
      await bench.act('save', 'a');
      await bench.act({ kind: 'snooze', until: LATER }, 'a');
      const { delta } = await withdraw();
      expect(delta).toMatchObject({
        counts: { unread: 1 },
        changed: [{ title: 'a', ended: 'withdrawn', deleted_at: expect.any(String), upstream: null }],
      });
      for (const view of VIEWS) {
        const titles = (await bench.rows(view)).map(({ title }) => title);
        expect([view, titles.includes('a')]).toEqual([view, view === 'bin']);
      }
      expect([await due(), (await bench.state())?.pending]).toEqual([[], 0]);
      expect((await bench.app.sources.unread(bench.userId, 's-team')).expected).toBe(1);
    });

    test('comes back into the inbox by its user alone, and its source hears nothing of it any more', async () => {
      await open();
      await withdraw();
      await bench.ingest(newItem('a', { listed: true }));
      expect((await bench.rows('bin')).map(({ title }) => title)).toEqual(['a']);
      await bench.act('restore', 'a');
      await bench.act('unread', 'a');
      expect(await bench.row('a')).toMatchObject({ read_at: null, upstream: null });
      expect(await bench.row('a')).not.toHaveProperty('ended');
      expect((await bench.counts()).unread).toBe(2);
      for (const action of ['read', 'done', 'delete', 'purge'] as const) await bench.act(action, 'a');
      expect([await due(), (await bench.state())?.pending]).toEqual([[], 0]);
    });
  });

  test('is no news, and takes its toast away', async () => {
    await open();
    const { id = '' } = (await bench.row('a')) ?? {};
    const position = await bench.app.inbox.position(bench.userId);
    const known = { ...EMPTY, ...position, merged: position.revision };
    const { delta } = await bench.ingest({ external_id: 'a', deleted: true });
    expect(applyDelta(known, delta)).toMatchObject({ arrived: [], gone: [id] });
  });

  test('stays in the Bin as it is, where its user has put it there already', async () => {
    await open();
    const batch = await bench.batch('delete', 'a');
    const was = await bench.row('a');
    await due();
    await bench.reportAll(GONE);
    expect(await bench.row('a')).toMatchObject({ deleted_at: was?.deleted_at, upstream: null });
    expect(await bench.row('a')).not.toHaveProperty('ended');
    // The source cannot still have it read.
    await bench.undo(batch);
    expect(await bench.row('a')).toMatchObject({ read_at: null, upstream: null });
    expect((await bench.rows()).map(({ title }) => title).sort()).toEqual(['a', 'b']);
  });

  test('is left alone by an undo of what was done to it before', async () => {
    await open();
    const batch = await bench.batch('read', 'a', 'b');
    await bench.ingest({ external_id: 'a', deleted: true });
    expect(await bench.undo(batch)).toMatchObject({ restored: 1, left: 1 });
    expect(await bench.row('a')).toMatchObject({ ended: 'withdrawn', read_at: expect.any(String) });
  });

  test('of what was folded, only the last of it takes the row away', async () => {
    await open();
    const keyed = (title: string) => newItem(title, { content: makeIngest({ title, dedupe_key: 'disk' }) });
    await bench.ingest(keyed('one'), keyed('two'));
    await bench.act('read', 'two');
    const [one, two] = await due();
    await bench.report({ id: one?.id ?? '', ...GONE });
    expect(await bench.row('two')).toMatchObject({
      read_at: expect.any(String),
      upstream: { state: 'pending' },
    });
    await bench.report({ id: two?.id ?? '', ...GONE });
    expect(await bench.row('two')).toMatchObject({ ended: 'withdrawn', upstream: null });
  });

  test('after a purge here, nothing is left of it that waits', async () => {
    await open();
    await bench.act('delete', 'a');
    await bench.act('purge', 'a');
    await due();
    await bench.reportAll(GONE);
    expect([await due(), await bench.rows('bin'), (await bench.state())?.pending]).toEqual([[], [], 0]);
  });

  test('what was sent later with the same key is another row', async () => {
    await open();
    const keyed = (id: string) => newItem(id, { content: makeIngest({ title: id, dedupe_key: 'disk' }) });
    await bench.ingest(keyed('one'));
    const { outcomes } = await bench.ingest({ external_id: 'one', deleted: true }, keyed('two'));
    expect(outcomes).toEqual(['deleted', 'created']);
  });

  test('leaves nothing behind where a team server says that it was purged there', async () => {
    bench = await openBench(driver);
    await bench.ingest(newItem('secret', { revision: 1 }));
    await bench.act('delete', 'secret');
    const { outcomes, delta } = await bench.ingest({ external_id: 'secret', revision: 2, deleted: true });
    expect([outcomes, delta.changed]).toEqual([
      ['deleted'],
      [{ id: expect.any(String), revision: 3, deleted: true }],
    ]);
    expect(JSON.stringify(bench.app.storage.db.all('SELECT * FROM notifications'))).not.toContain('secret');
  });
});
