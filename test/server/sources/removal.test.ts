import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DELTA_ROWS } from '#server/inbox';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { newItem, openBench, SOURCE } from './harness.ts';

const THEN = '2026-01-02T03:04:05.000000Z';

describe.each(DRIVERS)('removing a source on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  beforeEach(async () => {
    bench = await openBench(driver);
    await bench.app.storage.work([bench.userId], () =>
      bench.app.inbox.arrive(bench.userId, makeContent({ title: 'local' })),
    );
  });
  afterEach(() => bench.close());

  const remove = () => bench.app.sources.remove(bench.userId, SOURCE);
  const traces = () => {
    const { db } = bench.app.storage;
    const tables = ['notifications', 'sources', 'source_ids', 'source_counts', 'outbox'];
    return JSON.stringify(tables.map((table) => db.all(`SELECT * FROM ${table}`)));
  };

  test('takes its rows, its share of every count, its outbox and its cursor, in one revision', async () => {
    const items = [newItem('secret 1'), newItem('secret 2', { archived_at: THEN }), newItem('secret 3')];
    await bench.app.sources.ingest(bench.userId, { source: SOURCE, items, cursor: { at: 'secret 4' } });
    await bench.act('read', 'secret 1');
    await bench.act('delete', 'secret 3');
    await bench.app.inbox.search(bench.userId, { q: 'secret' });
    const { revision } = await remove().then((delta) => {
      expect(delta).toMatchObject({
        counts: { unread: 1, by_source: { local: 1 } },
        changed: [{ deleted: true }, { deleted: true }, { deleted: true }],
      });
      return delta;
    });
    expect(revision).toBe(5);
    expect(JSON.parse(bench.app.published.at(-1)?.data ?? '')).toMatchObject({
      revision,
      changed: [{}, {}, {}],
    });
    expect((await bench.rows()).map(({ title }) => title)).toEqual(['local']);
    expect(await bench.rows('done')).toEqual([]);
    expect(await bench.app.sources.all(bench.userId)).toEqual([]);
    expect(traces()).not.toContain('secret');
    expect((await bench.app.inbox.rowsAt(bench.userId, 0, 1)).total).toBe(1);
    expect((await bench.app.inbox.search(bench.userId, { q: 'secret' })).items).toEqual([]);
  });

  test('twice, or without rows, changes nothing more', async () => {
    const first = await remove();
    expect(await remove()).toEqual(first);
    expect(first).toMatchObject({ revision: 1, changed: [] });
    expect(bench.app.published).toEqual([]);
  });

  test('of many rows is announced without them', async () => {
    const items = Array.from({ length: DELTA_ROWS }, (_, index) => newItem(`i${index}`));
    await bench.ingest(...items);
    await bench.ingest(newItem('one more'));
    expect(await remove()).toMatchObject({ changed: null, counts: { unread: 1 } });
    expect(bench.app.published).toHaveLength(3);
  });

  test('leaves other sources alone; added again it starts from the beginning', async () => {
    await bench.app.sources.register(bench.userId, 's-two', { kind: 'laravel', actions: ['read', 'unread'] });
    await bench.ingest(newItem('a'));
    await bench.app.sources.ingest(bench.userId, { source: 's-two', items: [newItem('b')] });
    await bench.act('read', 'b');
    await remove();
    expect(await bench.outboxActions('s-two')).toEqual([['read', 'b']]);
    await expect(bench.ingest(newItem('a'))).rejects.toMatchObject({ code: 'not_found' });
    await bench.app.sources.register(bench.userId, SOURCE, { kind: 'belfry', actions: [] });
    expect((await bench.ingest(newItem('a'))).outcomes).toEqual(['created']);
  });

  test('all of it or nothing', async () => {
    await bench.ingest(newItem('a'));
    const { db } = bench.app.storage;
    db.exec("CREATE TRIGGER full BEFORE DELETE ON sources BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    await expect(remove()).rejects.toMatchObject({ code: 'storage_failed' });
    expect([(await bench.rows()).length, (await bench.counts()).unread, await bench.revision()]).toEqual([
      2, 2, 2,
    ]);
  });
});
