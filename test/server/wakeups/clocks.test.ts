/** Long times, set clocks and many rows. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DUE_ROWS } from '../../../server/storage/sqlite/statements/due-statements.ts';
import { DUE_CHANGES } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { planOf } from '../storage/plans.ts';
import { type Bench, DAY, HOUR, MINUTE, openBench } from './bench.ts';

describe.each(DRIVERS)('the clock of an inbox on %s', (driver) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(driver);
  });
  afterEach(() => bench.app.close());

  test('the Bin keeps a row for 30 days, and its tombstone stays for 30 more', async () => {
    const id = await bench.send('secret');
    await bench.act('delete', id);
    await bench.later(30 * DAY - HOUR);
    expect(await bench.titles('bin')).toEqual(['secret']);
    await bench.later(DAY + HOUR);
    expect(await bench.titles('bin')).toEqual([]);
    const { revision: purged } = await bench.app.inbox.position(bench.app.userId);
    const sync = () => bench.app.inbox.sync(bench.app.userId, { since: purged - 1 });
    expect((await sync()).changed).toEqual([{ id, revision: purged, deleted: true }]);
    expect(bench.app.storage.db.all('SELECT title, ends_at FROM notifications')).toEqual([
      { title: '', ends_at: null },
    ]);
    await bench.later(29 * DAY);
    expect((await sync()).changed).toHaveLength(1);
    await bench.later(3 * DAY);
    expect(bench.app.storage.db.all('SELECT id FROM notifications')).toEqual([]);
    expect(await sync()).toMatchObject({ reset: true });
  });

  test('a clock that is set back loses nothing and does nothing twice', async () => {
    const [first, second] = [
      await bench.send('first'),
      await bench.send('second', { expires_at: bench.inMinutes(180) }),
    ];
    await bench.snooze(60, first);
    await bench.later(HOUR);
    const before = await bench.revision();
    await bench.later(-2 * HOUR);
    expect(await bench.revision()).toBe(before);
    await bench.later(3 * HOUR);
    expect(await bench.revision()).toBe(before);
    await bench.later(HOUR);
    expect(await bench.list('done')).toMatchObject([{ id: second, ended: 'expired' }]);
    expect(await bench.titles()).toEqual(['first']);
  });

  test('a new server does at once what was due while none ran, and each thing once', async () => {
    const [first, second] = [
      await bench.send('first'),
      await bench.send('second', { expires_at: bench.inMinutes(180) }),
    ];
    await bench.snooze(60, first);
    bench.setClock(DAY);
    bench.app.wakeups.start(bench.app.kinds);
    await vi.waitFor(async () => expect(await bench.list('done')).toMatchObject([{ id: second }]));
    expect(await bench.titles('unread')).toEqual(['first']);
    const before = await bench.revision();
    await bench.app.wake();
    expect(await bench.revision()).toBe(before);
  });

  test('100,000 that wait: the next time and what is due come from an index, and no timer rings before', async () => {
    for (const change of DUE_CHANGES) {
      const plans = [DUE_ROWS.nextAt(change), DUE_ROWS.rows(change)].map((sql) =>
        planOf(bench.app.storage.db, sql, Array<null>(sql.includes('?2') ? 2 : 0).fill(null)).join(),
      );
      const index = { wake: 'wakes', expire: 'ends', lapse: 'insisting', purge: 'binned' }[change];
      for (const plan of plans) {
        expect(plan).toMatch(
          new RegExp(`^SEARCH notifications USING (COVERING )?INDEX notifications_${index}`),
        );
      }
    }
    await bench.send('one', { expires_at: bench.inMinutes(1_000) });
    const columns = bench.app.storage.db
      .all<{ name: string }>(`SELECT name FROM pragma_table_info('notifications')`)
      .map(({ name }) => name);
    const made: Readonly<Record<string, string>> = {
      id: `'id-' || i`,
      surfaced_at: 'surfaced_at + i + 1',
      snoozed_until: `CASE WHEN i % 2 = 0 THEN ${Date.now() + DAY} + i END`,
      ends_at: `${Date.now() + 2 * DAY} + i`,
    };
    bench.app.storage.db.exec(`INSERT INTO notifications (${columns.join()})
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
      SELECT ${columns.map((name) => made[name] ?? name).join()} FROM n, notifications`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    bench.app.wakeups.start(bench.app.kinds);
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    const read = vi.spyOn(bench.app.storage, 'read');
    vi.advanceTimersByTime(900 * MINUTE);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(101 * MINUTE);
    expect(read).toHaveBeenCalled();
    await bench.app.wakeups.end();
    vi.useRealTimers();
  });
});
