import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANGED_EVENT } from '#server/channel';
import { DELTA_ROWS } from '#server/inbox';
import { refusal } from '#server/rules/refusals';
import { INGEST_ITEMS, type IngestItem } from '#server/source';
import { applyDelta, EMPTY } from '../../../server/client/reduce.ts';
import { createHousekeeping } from '../../../server/housekeeping.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { quiet } from '../../support/server.ts';
import { makeIngest, newItem, openBench, SECOND_THOUGHTS, SOURCE } from './harness.ts';

const DAY = 24 * 60 * 60 * 1_000;
const THEN = '2026-01-02T03:04:05.000000Z';

describe.each(DRIVERS)('taking in what a source says on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  beforeEach(async () => {
    bench = await openBench(driver);
  });
  afterEach(() => bench.close());

  const titles = async (view: 'inbox' | 'unread' | 'done' = 'inbox') =>
    (await bench.rows(view)).map(({ title }) => title);

  test('a batch is one revision, one Delta, and rows that are new to every reader', async () => {
    const { outcomes, delta } = await bench.ingest(newItem('a'), newItem('b'), newItem('c'));
    expect(outcomes).toEqual(['created', 'created', 'created']);
    expect(delta).toMatchObject({ revision: 1, counts: { unread: 3, by_source: { [SOURCE]: 3 } } });
    expect(delta.changed).toMatchObject(
      ['a', 'b', 'c'].map((title) => ({ title, source: SOURCE, revision: 1, created_revision: 1 })),
    );
    expect(bench.app.published).toMatchObject([{ userId: bench.userId, name: CHANGED_EVENT }]);
    expect(JSON.parse(bench.app.published[0]?.data ?? '')).toEqual(delta);
  });

  test('only what is unread is new to the main process, and only once', async () => {
    const { epoch, revision, counts } = await bench.app.inbox.position(bench.userId);
    const state = { ...EMPTY, epoch, revision, merged: revision, counts };
    const { delta } = await bench.ingest(newItem('new', { revision: 1 }), newItem('old', { read_at: THEN }));
    const first = applyDelta(state, delta);
    expect(first).toMatchObject({ arrived: [{ title: 'new' }], need: 'nothing' });
    const newer = newItem('new', { revision: 2, content: makeIngest({ title: 'newer' }) });
    const second = applyDelta(first.state, (await bench.ingest(newer)).delta);
    expect(second).toMatchObject({ arrived: [], need: 'nothing', state: { counts: { unread: 1 } } });
    const third = applyDelta(second.state, await bench.act('delete', 'newer'));
    expect(
      applyDelta(
        third.state,
        await bench.reportAll({ outcome: 'refused', reason: refusal('words', {}, 'no') }),
      ),
    ).toMatchObject({
      ...{ arrived: [], gone: [], need: 'nothing' },
      state: { counts: { unread: 1 } },
    });
  });

  test('all fields arrive as they were sent', async () => {
    const fields = {
      ...{
        type: 'order.shipped',
        title: 'Ünï 🎉',
        message: 'a\nb',
        url: 'mailto:a@b.c',
        icon: 'https://x/y',
      },
      ...{ priority: 5, group_key: 'g', dedupe_key: 'd', data: { n: [1, null] } },
      reply: { via: 'event', channel: 'private-room', event: 'client-answer' },
    } as const;
    const { delta } = await bench.ingest({ external_id: 'x', created_at: THEN, content: makeIngest(fields) });
    expect(delta.changed).toMatchObject([{ ...fields, created_at: THEN, upstream: null, occurrences: 1 }]);
  });

  test('twice is once: in one batch, in the next, and with another text', async () => {
    const first = await bench.ingest(newItem('a'), newItem('a', { content: makeIngest({ title: 'other' }) }));
    expect(first.outcomes).toEqual(['created', 'unchanged']);
    const again = await bench.ingest(newItem('a'));
    expect(again).toMatchObject({ outcomes: ['unchanged'], delta: { revision: 1, changed: [] } });
    expect([await titles(), bench.app.published.length]).toEqual([['a'], 1]);
  });

  test('two sources may use the same id', async () => {
    await bench.ingest(newItem('a'));
    await bench.app.sources.register(bench.userId, 's-two', { kind: 'laravel', actions: [] });
    const { outcomes } = await bench.app.sources.ingest(bench.userId, {
      source: 's-two',
      items: [newItem('a')],
    });
    expect(outcomes).toEqual(['created']);
    expect(await bench.counts()).toEqual({ unread: 2, by_source: { [SOURCE]: 1, 's-two': 1 } });
  });

  test('what was read or archived already counts nowhere', async () => {
    const { delta } = await bench.ingest(
      newItem('read', { read_at: THEN }),
      newItem('done', { archived_at: THEN }),
      newItem('new', { read_at: null, archived_at: null }),
    );
    expect(delta.counts.unread).toBe(1);
    expect((await bench.row('read'))?.read_at).toBe(THEN);
    expect((await bench.row('done'))?.archived_at).toBe(THEN);
    expect([await titles('unread'), await titles('done')]).toEqual([['new'], ['done']]);
    expect((await bench.app.inbox.rowsAt(bench.userId, 0, 1)).total).toBe(2);
  });

  test("the list is in the source's order, and at one time in the order of arrival", async () => {
    await bench.app.storage.work([bench.userId], () =>
      bench.app.inbox.arrive(bench.userId, makeContent({ title: 'sent here' })),
    );
    await bench.ingest(
      newItem('new', { created_at: '2026-03-01T00:00:00Z' }),
      newItem('old', { created_at: '2026-01-01T00:00:00Z' }),
    );
    const many = Array.from({ length: 20 }, (_, index) => newItem(`same ${index}`, { created_at: THEN }));
    await bench.ingest(...many.slice(0, 10));
    await bench.ingest(...many.slice(10));
    const same = many.map(({ external_id }) => external_id).reverse();
    expect(await titles()).toEqual(['sent here', 'new', ...same, 'old']);
    expect(new Set((await bench.rows()).map(({ id }) => id)).size).toBe(23);
  });

  test('nothing is from the future, nor from before there were times', async () => {
    const before = Date.now();
    await bench.ingest(
      newItem('late', { created_at: '9999-01-01T00:00:00Z' }),
      newItem('early', { created_at: '1900-01-01T00:00:00Z' }),
    );
    const [late, early] = await bench.rows();
    for (const time of [late?.created_at, late?.received_at, late?.surfaced_at]) {
      expect(Date.parse(time ?? '')).toBeGreaterThanOrEqual(before);
      expect(Date.parse(time ?? '')).toBeLessThanOrEqual(Date.now());
    }
    expect([late?.title, early?.created_at]).toEqual(['late', '1970-01-01T00:00:00.000000Z']);
  });

  test('NULs hold nothing up: they are left out', async () => {
    await bench.ingest(newItem('a\0', { content: makeIngest({ title: 'be\0fore', message: '\0x' }) }));
    expect(await bench.rows()).toMatchObject([{ title: 'before', message: 'x' }]);
    expect((await bench.ingest(newItem('a\0'))).outcomes).toEqual(['unchanged']);
  });

  test('more than fits on the channel is announced without its rows; many more are not answered either', async () => {
    const many = (name: string, length: number) =>
      Array.from({ length }, (_, index) => newItem(`${name}${index}`));
    expect((await bench.ingest(...many('a', DELTA_ROWS))).delta.changed).toHaveLength(DELTA_ROWS);
    expect((await bench.ingest(...many('b', INGEST_ITEMS))).delta.changed).toBeNull();
    expect(bench.app.published.map(({ data }) => JSON.parse(data))).toMatchObject([
      { revision: 1, changed: null },
      { revision: 2, changed: null, counts: { unread: DELTA_ROWS + INGEST_ITEMS } },
    ]);
  });

  describe('the state of what is known', () => {
    test('by revision: newer holds in both directions, with its text; older does not', async () => {
      await bench.ingest(newItem('a', { revision: 5, read_at: null }));
      const updates = [
        [{ revision: 4, read_at: THEN }, 'unchanged', null],
        [{ revision: 5, read_at: THEN }, 'unchanged', null],
        [{ revision: 6, read_at: THEN }, 'updated', THEN],
        [{ revision: 7, read_at: null }, 'updated', null],
        [{ revision: 8, read_at: null }, 'unchanged', null],
        [{ revision: 7, read_at: THEN }, 'unchanged', null],
        [{ revision: 9, content: makeIngest({ title: 'a' }) }, 'unchanged', null],
        [{ revision: 10, content: makeIngest({ title: 'a', message: 'more' }) }, 'updated', null],
      ] as const;
      for (const [fields, outcome, read_at] of updates) {
        expect((await bench.ingest({ external_id: 'a', ...fields })).outcomes).toEqual([outcome]);
        expect((await bench.row('a'))?.read_at).toBe(read_at);
      }
      expect((await bench.row('a'))?.message).toBe('more');
      expect(await bench.counts()).toEqual({ unread: 1, by_source: { [SOURCE]: 1 } });
    });

    test('archive, too', async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      await bench.ingest({ external_id: 'a', revision: 2, archived_at: THEN });
      expect([await titles(), await titles('done'), (await bench.counts()).unread]).toEqual([[], ['a'], 0]);
      await bench.ingest({ external_id: 'a', revision: 3, archived_at: null });
      expect([await titles(), await titles('done'), (await bench.counts()).unread]).toEqual([['a'], [], 1]);
    });

    test('without: from unread to read only, and the text stays', async () => {
      await bench.ingest(newItem('a'));
      await bench.ingest({ external_id: 'a', read_at: THEN, content: makeIngest({ title: 'other' }) });
      expect((await bench.row('a'))?.read_at).toBe(THEN);
      expect((await bench.ingest({ external_id: 'a', read_at: null })).outcomes).toEqual(['unchanged']);
      expect((await bench.row('a'))?.read_at).toBe(THEN);
    });

    test('a newer text stays unread by who has only seen the older one', async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      const seen = await bench.revision();
      await bench.ingest({
        external_id: 'a',
        revision: 2,
        content: makeIngest({ title: 'a', message: '!' }),
      });
      await bench.command({ action: 'read', view: 'unread', up_to_revision: seen });
      expect(await titles('unread')).toEqual(['a']);
    });

    test('of what was never here there is none', async () => {
      const items = [{ external_id: 'x', read_at: THEN }, { external_id: 'y' }];
      const { outcomes, delta } = await bench.ingest(...items);
      expect([outcomes, delta.revision]).toEqual([['unknown', 'unknown'], 0]);
      expect((await bench.ingest(newItem('x'))).outcomes).toEqual(['created']);
    });

    test('what was marked unread here does not become read at each check if its source cannot learn of it', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'laravel', actions: ['read'] });
      await bench.ingest(newItem('a', { read_at: THEN }));
      await bench.act('unread', 'a');
      expect((await bench.ingest(newItem('a', { read_at: THEN }))).outcomes).toEqual(['unchanged']);
      expect(await titles('unread')).toEqual(['a']);
      expect((await bench.app.sources.unread(bench.userId, SOURCE)).items).toEqual([]);
    });
  });

  test('what lay in the Bin comes back with the snooze that its source knows', async () => {
    const snoozed_until = '2099-01-01T00:00:00.000000Z';
    await bench.ingest(newItem('a', { revision: 1, snoozed_until }));
    await bench.ingest(newItem('a', { revision: 2, snoozed_until, deleted_at: THEN }));
    expect(await bench.row('a')).not.toHaveProperty('snoozed_until');
    await bench.ingest(newItem('a', { revision: 3, snoozed_until, deleted_at: null }));
    expect(await bench.row('a')).toMatchObject({ snoozed_until });
  });

  describe('deletion', () => {
    test('by the source leaves a tombstone without content', async () => {
      await bench.ingest(newItem('secret', { revision: 1 }));
      const { outcomes, delta } = await bench.ingest({ external_id: 'secret', revision: 2, deleted: true });
      expect(outcomes).toEqual(['deleted']);
      expect(delta).toMatchObject({
        revision: 2,
        counts: { unread: 0, by_source: {} },
        changed: [{ deleted: true }],
      });
      expect(JSON.stringify(bench.app.storage.db.all('SELECT * FROM notifications'))).not.toContain('secret');
      const again = await bench.ingest({ external_id: 'secret', revision: 3, deleted: true });
      expect(again.outcomes).toEqual(['unchanged']);
    });

    test('here, if its source does not learn of it: what the source says later stays in the Bin, and then leaves no trace', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'channels', actions: [] });
      await bench.ingest(newItem('secret', { revision: 1 }));
      await bench.act('delete', 'secret');
      await bench.ingest(newItem('secret', { revision: 2, read_at: THEN }));
      expect([await titles(), (await bench.rows('bin')).map(({ read_at }) => read_at)]).toEqual([[], [THEN]]);
      const { revision } = await bench.act('purge', 'secret');
      const { outcomes, delta } = await bench.ingest(newItem('secret', { revision: 3, read_at: null }));
      expect([outcomes, delta.revision]).toEqual([['unchanged'], revision]);
      const [row] = bench.app.storage.db.all('SELECT title, read_at FROM notifications');
      expect(row).toMatchObject({ title: '' });
    });

    test('an older one is ignored', async () => {
      await bench.ingest(newItem('a', { revision: 5 }));
      expect((await bench.ingest({ external_id: 'a', revision: 5, deleted: true })).outcomes).toEqual([
        'unchanged',
      ]);
      expect(await titles()).toEqual(['a']);
    });

    test('before its arrival: what was on its way does not come any more', async () => {
      expect((await bench.ingest({ external_id: 'a', revision: 6, deleted: true })).outcomes).toEqual([
        'unknown',
      ]);
      expect((await bench.ingest(newItem('a', { revision: 5 }))).outcomes).toEqual(['unchanged']);
      expect(await titles()).toEqual([]);
    });

    test.each(['by its user', 'by the source'])(
      '%s is for ever, also after tombstones are forgotten',
      async (who) => {
        await bench.ingest(newItem('a', { revision: 1 }));
        if (who === 'by its user') {
          await bench.act('delete', 'a');
          await bench.act('purge', 'a');
          await bench.reportAll({ outcome: 'done' });
        } else {
          await bench.ingest({ external_id: 'a', revision: 2, deleted: true });
        }
        const keeper = createHousekeeping({
          storage: bench.app.storage,
          now: Date.now,
          log: quiet,
        });
        for (const purged of [false, true]) {
          if (purged) await keeper.fire(Date.now() + 31 * DAY);
          const rows = bench.app.storage.db.all('SELECT id FROM notifications');
          expect(rows).toHaveLength(purged ? 0 : 1);
          expect((await bench.ingest(newItem('a', { revision: 9 }))).outcomes).toEqual(['unchanged']);
          expect([await titles(), (await bench.counts()).unread]).toEqual([[], 0]);
        }
      },
    );
  });

  describe('folding', () => {
    const keyed = (external_id: string, fields = {}) =>
      newItem(external_id, { content: makeIngest({ title: external_id, dedupe_key: 'disk' }), ...fields });

    test('into the unread one with its key, once for each id', async () => {
      await bench.ingest(keyed('a'));
      expect((await bench.ingest(keyed('b'), keyed('c'))).outcomes).toEqual(['folded', 'folded']);
      expect((await bench.ingest(keyed('b'))).outcomes).toEqual(['unchanged']);
      expect(await bench.rows()).toMatchObject([{ title: 'c', occurrences: 3, created_revision: 1 }]);
      expect((await bench.counts()).unread).toBe(1);
    });

    test('not into one of another source, nor what was read before it came', async () => {
      await bench.app.storage.work([bench.userId], () =>
        bench.app.inbox.arrive(bench.userId, makeContent({ title: 'local', dedupe_key: 'disk' })),
      );
      expect((await bench.ingest(keyed('a'), keyed('b', { read_at: THEN }))).outcomes).toEqual([
        'created',
        'created',
      ]);
      expect((await titles('unread')).sort()).toEqual(['a', 'local']);
    });

    test('a send after a view was asked for stays unread', async () => {
      await bench.ingest(keyed('a'));
      const seen = await bench.revision();
      await bench.ingest(keyed('b'));
      await bench.command({ action: 'read', view: 'unread', up_to_revision: seen });
      expect(await titles('unread')).toEqual(['b']);
    });

    test('reading the row reports every id in it', async () => {
      await bench.ingest(keyed('a'), keyed('b'));
      await bench.act('read', 'b');
      expect(await bench.outboxActions()).toEqual([
        ['read', 'a'],
        ['read', 'b'],
      ]);
    });

    test('it is read once all of them are', async () => {
      await bench.ingest(keyed('a'), keyed('b'));
      expect((await bench.ingest({ external_id: 'a', read_at: THEN })).outcomes).toEqual(['unchanged']);
      expect(await titles('unread')).toEqual(['b']);
      expect((await bench.ingest({ external_id: 'b', read_at: THEN })).outcomes).toEqual(['updated']);
      expect([await titles('unread'), await titles()]).toEqual([[], ['b']]);
    });

    test('what only its reader has read stays read while its source reads the first of them', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'channels', actions: [] });
      await bench.ingest(keyed('a'), keyed('b'));
      await bench.act('read', 'b');
      expect((await bench.ingest({ external_id: 'a', read_at: THEN })).outcomes).toEqual(['unchanged']);
      expect(await titles('unread')).toEqual([]);
    });

    test('it is gone once all of them are, and read once those that are left are', async () => {
      await bench.ingest(keyed('a'), keyed('b'), keyed('c'));
      await bench.ingest({ external_id: 'b', read_at: THEN });
      expect((await bench.ingest({ external_id: 'a', deleted: true })).outcomes).toEqual(['unchanged']);
      expect((await bench.ingest({ external_id: 'c', deleted: true })).outcomes).toEqual(['updated']);
      expect([await titles('unread'), await titles()]).toEqual([[], ['c']]);
      expect((await bench.ingest({ external_id: 'b', deleted: true })).outcomes).toEqual(['deleted']);
      expect(await titles()).toEqual([]);
    });

    test('a newer text of an older one is not shown', async () => {
      await bench.ingest(keyed('a', { revision: 1 }), keyed('b', { revision: 2 }));
      await bench.ingest(keyed('a', { revision: 3, content: makeIngest({ title: 'a again' }) }));
      expect(await titles()).toEqual(['b']);
      await bench.ingest(keyed('b', { revision: 4, content: makeIngest({ title: 'b again' }) }));
      expect(await titles()).toEqual(['b again']);
    });
  });

  describe('the cursor', () => {
    const move = (items: ReturnType<typeof newItem>[], mark: string) =>
      bench.app.sources.ingest(bench.userId, { source: SOURCE, items, cursor: { mark } });

    test('moves with the items, also when none of them is new', async () => {
      await move([newItem('a')], '1');
      expect((await bench.state())?.cursor).toEqual({ mark: '1' });
      await move([newItem('a')], '2');
      await bench.ingest(newItem('b'));
      expect((await bench.state())?.cursor).toEqual({ mark: '2' });
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'belfry', actions: ['read'] });
      expect((await bench.state())?.cursor).toEqual({ mark: '2' });
    });

    test('nothing of a batch is stored unless all of it is, and it can be tried again', async () => {
      const { db } = bench.app.storage;
      db.exec(
        "CREATE TRIGGER full BEFORE UPDATE OF cursor ON sources BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
      );
      await expect(move([newItem('a')], '1')).rejects.toMatchObject({ code: 'storage_failed' });
      expect([await titles(), await bench.revision(), (await bench.state())?.cursor]).toEqual([[], 0, null]);
      db.exec('DROP TRIGGER full');
      expect((await move([newItem('a')], '1')).outcomes).toEqual(['created']);
    });
  });

  describe('what is unread here', () => {
    const unread = async () =>
      (await bench.app.sources.unread(bench.userId, SOURCE)).items.map((item) => item.external_id);
    const expected = async () => (await bench.app.sources.unread(bench.userId, SOURCE)).expected;
    const listed = (external_id: string, fields: Partial<IngestItem> = {}) =>
      newItem(external_id, { listed: true, read_at: null, ...fields });
    const gone = (external_id: string): IngestItem => ({ external_id, read_at: THEN, concluded: true });

    test('oldest first, without what its user has just changed, and what the source holds as read', async () => {
      await bench.ingest(
        listed('new', { created_at: '2026-02-01T00:00:00Z' }),
        listed('old', { created_at: '2026-01-01T00:00:00Z' }),
        listed('read', { read_at: THEN }),
        listed('done', { archived_at: THEN }),
        listed('gone'),
        newItem('live only', { read_at: null }),
      );
      expect(await unread()).toEqual(['old', 'new', 'gone']);
      await bench.act('delete', 'gone');
      await bench.act('read', 'new');
      await bench.act('unread', 'read');
      expect(await unread()).toEqual(['old']);
      await bench.reportAll({ outcome: 'done' });
      expect(await unread()).toEqual(['old', 'read']);
    });

    test('also what is snoozed or muted here: read there, it is read here', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'laravel', actions: ['read'] });
      await bench.ingest(listed('asleep'), listed('muted'));
      await bench.act({ kind: 'snooze', until: '2099-01-01T00:00:00.000000Z' }, 'asleep');
      await bench.command({ action: { kind: 'mute', what: 'source', source: SOURCE, until: null } });
      expect(await unread()).toEqual(['asleep', 'muted']);
      await bench.ingest(gone('asleep'), gone('muted'));
      expect([(await bench.row('asleep'))?.read_at, (await bench.row('muted'))?.read_at]).toEqual([
        THEN,
        THEN,
      ]);
    });

    test('its list should count what its user has read until it knows, and never what only came live', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'laravel', actions: ['read'] });
      await bench.ingest(listed('a'), listed('b'), newItem('live only'));
      await bench.act('read', 'a');
      expect([await unread(), await expected()]).toEqual([['b'], 2]);
      bench.app.advance(SECOND_THOUGHTS);
      await bench.reportAll({ outcome: 'done' });
      expect([await unread(), await expected()]).toEqual([['b'], 1]);
      await bench.ingest(listed('live only'));
      expect([await unread(), await expected()]).toEqual([['b', 'live only'], 2]);
      // Another list does not have it.
      await bench.ingest({ external_id: 'b', listed: false });
      expect([await unread(), await expected()]).toEqual([['live only'], 1]);
    });

    test('what has a revision is from the record of its source', async () => {
      await bench.ingest(newItem('a', { revision: 1 }));
      expect([await unread(), await expected()]).toEqual([['a'], 1]);
    });

    test('that something is gone from the list makes it read only if the list has had it', async () => {
      await bench.ingest(newItem('live only'), listed('a'));
      expect((await bench.ingest(gone('live only'), gone('a'))).outcomes).toEqual(['unchanged', 'updated']);
      expect(await titles('unread')).toEqual(['live only']);
    });

    test('what was only concluded is undone by the list, and by nothing else; it is not news', async () => {
      await bench.ingest(listed('a'));
      await bench.ingest(gone('a'));
      // The queue broadcasts it once more.
      await bench.ingest(newItem('a', { read_at: null }));
      expect(await titles('unread')).toEqual([]);
      const { delta } = await bench.ingest(listed('a'));
      expect(delta).toMatchObject({
        counts: { unread: 1 },
        changed: [{ read_at: null, created_revision: 1 }],
      });
      expect([await titles('unread'), await unread()]).toEqual([['a'], ['a']]);
      // Read there by its own word: a page that was on its way does not take that back.
      await bench.ingest(gone('a'), listed('a', { read_at: THEN }), listed('a'));
      expect(await titles('unread')).toEqual([]);
    });

    test('what its user reads stays read, whether its source does not know yet, knows, or was thought to know', async () => {
      await bench.app.sources.register(bench.userId, SOURCE, { kind: 'laravel', actions: ['read'] });
      await bench.ingest(listed('a'));
      await bench.ingest(gone('a'));
      await bench.act('unread', 'a');
      await bench.act('read', 'a');
      await bench.ingest(listed('a'));
      expect(await titles('unread')).toEqual([]);
      bench.app.advance(SECOND_THOUGHTS);
      await bench.reportAll({ outcome: 'done' });
      await bench.ingest(listed('a'));
      expect(await titles('unread')).toEqual([]);
      expect((await bench.row('a'))?.upstream).toBeNull();
    });

    test('of an unknown source is not found', async () => {
      await expect(bench.app.sources.unread(bench.userId, 's-9')).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });
});
