import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '#server/inbox';
import { refusal } from '#server/rules/refusals';
import type { View } from '#server/rules/state';
import { createHousekeeping } from '../../../server/housekeeping.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { quiet } from '../../support/server.ts';
import { makeIngest, newItem, openBench, SOURCE } from './harness.ts';

const HOUR = 60 * 60 * 1_000;
const DAY = 24 * HOUR;
const THEN = '2026-01-02T03:04:05.000000Z';
const DONE = { outcome: 'done' } as const;
const REASON = refusal('answered', { status: 403 }, 'Not yours.');
const NO = { outcome: 'refused', reason: REASON } as const;
const refused = (action: string) => ({ state: 'refused', action, reason: REASON });

describe.each(DRIVERS)('how telling a source went, on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  let random: number;
  beforeEach(async () => {
    random = 0.999_999;
    bench = await openBench(driver, { random: () => random });
  });
  afterEach(() => bench.close());

  const id = async (title: string) => (await bench.row(title))?.id ?? '';
  const titles = async (view: View = 'inbox') => (await bench.rows(view)).map(({ title }) => title);
  const first = async () => (await bench.outbox())[0]?.id ?? '';

  describe('done', () => {
    test('takes the entries away and clears the rows, in one revision', async () => {
      await bench.ingest(newItem('a'), newItem('b'));
      await bench.act('read', 'a', 'b');
      const delta = await bench.reportAll(DONE);
      expect(delta).toMatchObject({ revision: 3, changed: [{ upstream: null }, { upstream: null }] });
      expect([
        await bench.outboxActions(),
        (await bench.state())?.pending,
        bench.app.published.length,
      ]).toEqual([[], 0, 3]);
      expect((await bench.row('a'))?.read_at).not.toBeNull();
    });

    test('of one of two leaves the other pending', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.act('done', 'a');
      await bench.report({ id: (await bench.outbox())[1]?.id ?? '', ...DONE });
      expect((await bench.row('a'))?.upstream).toEqual({ state: 'pending', action: 'read', reason: null });
    });

    test('of a deletion: its content stays in the Bin, and is gone when it leaves that', async () => {
      const content = () => JSON.stringify(bench.app.storage.db.all('SELECT * FROM notifications'));
      await bench.ingest(newItem('secret'));
      await bench.act('delete', 'secret');
      await bench.reportAll(DONE);
      expect([await titles(), await titles('bin')]).toEqual([[], ['secret']]);
      expect((await bench.app.inbox.search(bench.userId, { q: 'secret' })).items).toEqual([]);
      const delta = await bench.act('purge', 'secret');
      expect(delta.changed).toEqual([{ id: expect.any(String), revision: 4, deleted: true }]);
      expect(content()).not.toContain('secret');
      expect(await bench.outboxActions()).toEqual([['purge', 'secret']]);
      expect((await bench.reportAll(DONE)).changed).toEqual([]);
      expect(await bench.outboxActions()).toEqual([]);
    });

    test('of a purge: nothing else of the row waits any more', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.report({ id: await first(), outcome: 'retry', after_ms: 1_000 });
      await bench.act('delete', 'a');
      await bench.act('purge', 'a');
      await bench.reportAll(DONE);
      bench.app.advance(DAY);
      expect([await bench.outboxActions(), (await bench.state())?.pending]).toEqual([[], 0]);
    });

    test('of what is no entry any more: passed over', async () => {
      expect((await bench.report({ id: 'gone', ...DONE })).changed).toEqual([]);
      expect(bench.app.published).toEqual([]);
    });
  });

  describe('try again', () => {
    const retry = async (after_ms?: number) =>
      bench.report({
        ...{ id: await first(), outcome: 'retry' },
        ...(after_ms === undefined ? {} : { after_ms }),
      });
    const page = () => bench.app.sources.outbox(bench.userId, { source: SOURCE });
    const wait = async () => Date.parse((await page()).next_at ?? '') - Date.now();

    test('after a pause that doubles up to five minutes, and never ends', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      const revision = await bench.revision();
      let clock = 0;
      for (const pause of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]) {
        await retry();
        expect((await page()).entries).toEqual([]);
        const remaining = (await wait()) - clock;
        expect(remaining).toBeLessThanOrEqual(pause * 1_000);
        expect(remaining).toBeGreaterThan(pause * 1_000 - 900);
        bench.app.advance(remaining + 1);
        clock += remaining + 1;
        expect(await page()).toMatchObject({ entries: [{ action: 'read' }], next_at: null });
      }
      expect((await page()).entries[0]?.attempts).toBe(12);
      expect(await bench.revision()).toBe(revision);
      bench.app.advance(10 * 365 * DAY);
      expect((await page()).entries).toHaveLength(1);
    });

    test('at a random moment of that pause', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      random = 0;
      await retry();
      expect((await page()).entries).toHaveLength(1);
    });

    test('not before the source wants it', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await retry(60_000);
      expect(await wait()).toBeGreaterThan(50_000);
      expect(await wait()).toBeLessThanOrEqual(60_000);
    });

    test.each([-2 * HOUR, 2 * HOUR])(
      'as long as that is, though the clock on the wall is set by %i ms',
      async (by) => {
        await bench.ingest(newItem('a'));
        await bench.act('read', 'a');
        await retry(60_000);
        bench.app.setClock(by);
        bench.app.advance(59_000);
        expect((await page()).entries).toEqual([]);
        bench.app.advance(1_001);
        expect((await page()).entries).toHaveLength(1);
      },
    );

    test('others do not wait for it; a newer action starts over', async () => {
      await bench.ingest(newItem('a'), newItem('b'));
      await bench.act('read', 'a');
      await retry(60_000);
      await bench.act('read', 'b');
      expect(await bench.outboxActions()).toEqual([['read', 'b']]);
      await bench.act('unread', 'a');
      expect(await page()).toMatchObject({
        entries: [{ action: 'read' }, { action: 'unread', attempts: 0 }],
        next_at: null,
      });
    });
  });

  describe('refused', () => {
    const before: Readonly<Record<'read' | 'unread' | 'done' | 'restore', object>> = {
      read: {},
      unread: { read_at: THEN },
      done: {},
      restore: { archived_at: THEN },
    };

    test.each(Object.keys(before) as (keyof typeof before)[])(
      '%s is undone, with the reason',
      async (action) => {
        await bench.ingest(newItem('a', before[action]), newItem('other'));
        const was = await bench.row('a');
        const counts = await bench.counts();
        await bench.act(action, 'a');
        expect(await bench.counts()).not.toEqual(counts);
        const delta = await bench.reportAll(NO);
        expect(delta).toMatchObject({
          revision: 3,
          counts,
          changed: [{ id: was?.id, upstream: refused(action) }],
        });
        const { read_at, archived_at } = (await bench.row('a')) ?? {};
        expect({ read_at, archived_at }).toEqual({ read_at: was?.read_at, archived_at: was?.archived_at });
        expect(await bench.outboxActions()).toEqual([]);
      },
    );

    test('a deletion: the row comes back with its content, can be found, and is new to nobody', async () => {
      await bench.ingest(
        newItem('a', { content: makeIngest({ title: 'a', message: 'text', data: { n: 1 } }) }),
      );
      const was = await bench.row('a');
      await bench.act('delete', 'a');
      const delta = await bench.reportAll(NO);
      expect(delta.changed).toEqual([
        { ...was, revision: 3, updated_at: expect.any(String), upstream: refused('delete') },
      ]);
      expect(delta.counts).toEqual({ unread: 1, by_source: { [SOURCE]: 1 } });
      expect((await bench.app.inbox.search(bench.userId, { q: 'text' })).items).toHaveLength(1);
    });

    test('a reply keeps what was read by it', async () => {
      const reply = { via: 'http', url: 'https://example.com/' } as const;
      await bench.ingest(newItem('a', { content: makeIngest({ title: 'a', reply }) }));
      await bench.app.inbox.reply(bench.userId, await id('a'), 'Yes', null);
      await bench.report({ id: await first(), ...DONE });
      await bench.reportAll(NO);
      expect(await bench.row('a')).toMatchObject({ read_at: expect.any(String), upstream: refused('reply') });
    });

    test('the next action on the row clears it', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.reportAll(NO);
      await bench.ingest({
        external_id: 'a',
        revision: 1,
        content: makeIngest({ title: 'a', message: 'more' }),
      });
      expect((await bench.row('a'))?.upstream).toEqual(refused('read'));
      await bench.act('done', 'a');
      expect((await bench.row('a'))?.upstream).toMatchObject({ state: 'pending', action: 'done' });
    });

    test('its user may dismiss it, which sends nothing and changes nothing else', async () => {
      await bench.ingest(newItem('a'), newItem('b'));
      await bench.act('read', 'a');
      await bench.reportAll(NO);
      const was = await bench.row('a');
      const counts = await bench.counts();
      await bench.act('read', 'b');
      const delta = await bench.act('dismiss', 'a', 'b');
      expect(delta).toMatchObject({ revision: 5, changed: [{ id: was?.id, read_at: null, upstream: null }] });
      expect(await bench.counts()).toEqual({
        ...counts,
        unread: counts.unread - 1,
        by_source: { [SOURCE]: 1 },
      });
      expect(await bench.outboxActions()).toEqual([['read', 'b']]);
    });

    test('after a dismissal the row shows what else is waiting', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.act('done', 'a');
      await bench.report({ id: await first(), ...NO });
      expect((await bench.row('a'))?.upstream).toEqual(refused('read'));
      await bench.act('dismiss', 'a');
      expect((await bench.row('a'))?.upstream).toMatchObject({ state: 'pending', action: 'done' });
    });

    test('also if there is nothing to send', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'laravel', actions: ['read'] });
      await bench.ingest(newItem('a', { read_at: THEN }), newItem('b'));
      await bench.act('read', 'b');
      await bench.reportAll(NO);
      await bench.act('unread', 'a');
      expect((await bench.row('a'))?.upstream).toMatchObject({ state: 'kept', action: 'read' });
      await bench.act('save', 'a');
      expect((await bench.row('a'))?.upstream).toBeNull();
    });

    test('of one id folded into a row: the row is again as its source holds it', async () => {
      const keyed = (name: string) =>
        newItem(name, { content: makeIngest({ title: name, dedupe_key: 'k' }) });
      await bench.ingest(keyed('a'), keyed('b'));
      await bench.act('read', 'b');
      const [a, b] = await bench.outbox();
      await bench.report({ id: a?.id ?? '', ...NO });
      expect(await titles('unread')).toEqual(['b']);
      await bench.report({ id: b?.id ?? '', ...DONE });
      expect([await titles('unread'), (await bench.row('b'))?.upstream]).toEqual([['b'], refused('read')]);
    });

    test('of one deletion among several folded ones', async () => {
      const keyed = (name: string) =>
        newItem(name, { content: makeIngest({ title: name, dedupe_key: 'k' }) });
      await bench.ingest(keyed('a'), keyed('b'));
      await bench.act('delete', 'b');
      const [a, b] = await bench.outbox();
      await bench.report({ id: a?.id ?? '', ...DONE }, { id: b?.id ?? '', ...NO });
      expect(await titles()).toEqual(['b']);
      await bench.ingest({ external_id: 'b', deleted: true });
      expect(await titles()).toEqual([]);
    });
  });

  describe('while the source moves on', () => {
    test("a state that contradicts a pending action waits; the rest of what it says doesn't", async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      await bench.act('read', 'a');
      const { outcomes } = await bench.ingest({
        ...{ external_id: 'a', revision: 2, read_at: null, archived_at: THEN },
        content: makeIngest({ title: 'a', message: 'more' }),
      });
      expect(outcomes).toEqual(['updated']);
      expect(await bench.row('a')).toMatchObject({
        read_at: expect.any(String),
        archived_at: THEN,
        message: 'more',
      });
      expect(await bench.outboxActions()).toEqual([['read', 'a']]);
    });

    test('what it takes back meanwhile is done again: the newer action is here', async () => {
      await bench.ingest(newItem('a', { revision: 1, read_at: THEN }));
      await bench.act('unread', 'a');
      await bench.act('read', 'a');
      await bench.ingest({ external_id: 'a', revision: 2, read_at: null });
      expect([await titles('unread'), await bench.outboxActions()]).toEqual([[], [['read', 'a']]]);
    });

    test('a state that the source already has need not be sent', async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      await bench.act('read', 'a');
      const { delta } = await bench.ingest({ external_id: 'a', revision: 2, read_at: THEN });
      expect(await bench.outboxActions()).toEqual([]);
      expect(delta.changed).toMatchObject([{ upstream: null, read_at: expect.any(String) }]);
      await bench.ingest({ external_id: 'a', revision: 3, read_at: null });
      expect(await titles('unread')).toEqual(['a']);
    });

    test('a refusal ends in what the source holds by now, not in what it held', async () => {
      await bench.ingest(newItem('a', { revision: 1, read_at: THEN }));
      await bench.act('unread', 'a');
      const entry = await first();
      await bench.act('read', 'a');
      await bench.act('unread', 'a');
      await bench.ingest({ external_id: 'a', revision: 2, read_at: THEN, archived_at: THEN });
      await bench.report({ id: entry, ...NO });
      await bench.reportAll(NO);
      expect(await bench.row('a')).toMatchObject({ read_at: THEN, archived_at: THEN });
    });

    test('a deleted row comes back as the source holds it by now', async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      const deleted = await bench.act('delete', 'a');
      const content = makeIngest({ title: 'a again' });
      const { outcomes, delta } = await bench.ingest({
        external_id: 'a',
        revision: 2,
        read_at: THEN,
        content,
      });
      expect([outcomes, delta.revision]).toEqual([['updated'], deleted.revision + 1]);
      expect([await titles(), await titles('bin')]).toEqual([[], ['a again']]);
      expect((await bench.counts()).unread).toBe(0);
      await bench.reportAll(NO);
      expect(await bench.rows()).toMatchObject([
        { title: 'a again', read_at: THEN, upstream: refused('delete') },
      ]);
      expect((await bench.counts()).unread).toBe(0);
    });

    test('a deletion there ends the wait for the one here, and every other waiting action', async () => {
      await bench.ingest(newItem('a', { revision: 1 }), newItem('b', { revision: 1 }));
      await bench.act('read', 'a', 'b');
      await bench.act('delete', 'a');
      const deletions = ['a', 'b'].map(
        (external_id) => ({ external_id, revision: 2, deleted: true }) as const,
      );
      expect((await bench.ingest(...deletions)).outcomes).toEqual(['deleted', 'deleted']);
      expect(await bench.outboxActions()).toEqual([]);
      const rows = bench.app.storage.db.all<{ title: string }>('SELECT title FROM notifications');
      expect(rows).toEqual([{ title: '' }, { title: '' }]);
    });

    test.each([
      ['newer than what was told: it holds', 7, 6, true],
      ['older than what was told: it does not', 5, 6, false],
      ['and it is not said from when on that holds: what it says holds', 7, undefined, true],
    ])('its state is %s', async (_, ingested, told, holds) => {
      await bench.ingest(newItem('a', { revision: 1 }));
      await bench.act('read', 'a');
      await bench.ingest({ external_id: 'a', revision: ingested, read_at: null });
      await bench.reportAll({ ...DONE, ...(told === undefined ? {} : { revision: told }) });
      expect(await titles('unread')).toEqual(holds ? ['a'] : []);
      await bench.ingest({ external_id: 'a', revision: 8, read_at: THEN });
      expect(await titles('unread')).toEqual([]);
    });

    test('a delivered state is known: an older page does not undo it, and a later change there does', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.reportAll(DONE);
      expect((await bench.ingest({ external_id: 'a', read_at: null })).outcomes).toEqual(['unchanged']);
      await bench.ingest({ external_id: 'a', revision: 1, read_at: null });
      expect(await titles('unread')).toEqual(['a']);
    });
  });

  test('a tombstone stays until its source knows of the purge', async () => {
    await bench.ingest(newItem('a'));
    await bench.act('delete', 'a');
    await bench.act('purge', 'a');
    const keeper = createHousekeeping({
      storage: bench.app.storage,
      now: Date.now,
      log: quiet,
    });
    const left = () => bench.app.storage.db.all('SELECT id FROM notifications').length;
    await keeper.fire(Date.now() + 31 * DAY);
    expect([left(), await bench.outboxActions()]).toEqual([1, [['purge', 'a']]]);
    await bench.reportAll(DONE);
    await keeper.fire(Date.now() + 32 * DAY);
    expect(left()).toBe(0);
  });

  test('every action of one row, refused at once, leaves it as it was', async () => {
    await bench.ingest(newItem('a'));
    const was = await bench.row('a');
    for (const action of ['read', 'done', 'delete'] satisfies Action[]) {
      await bench.command({ action, ids: [was?.id ?? ''] });
    }
    const delta = await bench.reportAll(NO);
    expect(delta.changed).toMatchObject([{ id: was?.id, read_at: null, archived_at: null }]);
    expect(delta.counts.unread).toBe(1);
  });
});
