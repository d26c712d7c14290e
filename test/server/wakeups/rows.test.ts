/** What the clock does to rows, over HTTP. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delta } from '#server/inbox';
import type { View } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import { DUE_ROWS } from '../../../server/storage/sqlite/due-statements.ts';
import { DUE_CHANGES } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { planOf } from '../storage/plans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(DRIVERS)('what the clock does to rows on %s', (driver) => {
  let app: TestApp;
  let token: string;
  /** Of the server, beside the real clock. */
  let ahead: number;
  beforeEach(async () => {
    ahead = 0;
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox', 'send');
  });
  afterEach(() => app.close());

  const inMinutes = (minutes: number) => timestamp(Date.now() + ahead + minutes * MINUTE);
  const post = (url: string, body: object) => app.call('POST', url, { token, body });
  async function send(title: string, fields: object = {}): Promise<string> {
    const { status, body } = await post('/api/notifications', { title, ...fields });
    expect(status).toBe(201);
    return body.notification.id;
  }
  const act = (action: object | string, ...ids: string[]) => post('/api/inbox/actions', { action, ids });
  const snooze = (minutes: number, ...ids: string[]) =>
    act({ kind: 'snooze', until: inMinutes(minutes) }, ...ids);
  async function list(view: View = 'inbox') {
    const { body } = await app.call('GET', `/api/inbox?view=${view}`, { token });
    return body.items as Readonly<Record<string, unknown> & { title: string }>[];
  }
  const titles = async (view?: View) => (await list(view)).map(({ title }) => title);
  const unread = async () => (await app.inbox.position(app.userId)).counts.unread;
  const revision = async () => (await app.inbox.position(app.userId)).revision;
  /** Time passes, or somebody sets the clock, and the server looks at it. */
  async function later(ms: number): Promise<void> {
    ahead += ms;
    app.setClock(ms);
    await app.wake();
  }
  const announced = () => app.published.map(({ name, data }) => ({ name, delta: JSON.parse(data) as Delta }));

  test('the end of a snooze: the row is unread on top, as one change that is announced', async () => {
    const old = await send('old');
    await send('new');
    await act('read', old);
    await snooze(10, old);
    expect([await titles(), await titles('snoozed')]).toEqual([['new'], ['old']]);
    const before = await revision();
    await later(10 * MINUTE);
    expect(await titles('unread')).toEqual(['old', 'new']);
    expect(await list()).toMatchObject([
      { id: old, read_at: null, surfaced_revision: before + 1, revision: before + 1 },
      { title: 'new' },
    ]);
    expect(await unread()).toBe(2);
    expect(announced().at(-1)).toMatchObject({
      name: 'inbox.changed',
      delta: { revision: before + 1, changed: [{ id: old }] },
    });
  });

  test('many whose snooze ends together keep their order', async () => {
    const ids = [await send('a'), await send('b'), await send('c')];
    await send('d');
    await snooze(10, ...ids.toReversed());
    await later(HOUR);
    expect(await titles()).toEqual(['c', 'b', 'a', 'd']);
  });

  test('news in a thread ends its snooze, below that', async () => {
    const old = await send('old', { group_key: 'build' });
    await send('other');
    await snooze(60, old);
    await send('elsewhere', { group_key: 'deploy' });
    expect(await titles()).toEqual(['elsewhere', 'other']);
    await send('new', { group_key: 'build' });
    expect(await titles('unread')).toEqual(['new', 'old', 'elsewhere', 'other']);
    const before = await revision();
    await later(2 * HOUR);
    expect(await revision()).toBe(before);
  });

  test('a snooze shorter than three minutes is refused', async () => {
    const id = await send('any');
    expect(await snooze(2.9, id)).toMatchObject({
      status: 422,
      body: { error: { code: 'invalid_request', details: [{ path: '/action/until' }] } },
    });
    expect((await snooze(3.1, id)).status).toBe(200);
  });

  test('an undone "done" of a row whose snooze ended meanwhile brings it to the top', async () => {
    const id = await send('old');
    await snooze(10, id);
    const { body } = await act('done', id);
    await later(HOUR);
    expect(await titles('done')).toEqual(['old']);
    await post('/api/inbox/undo', { batch: body.batch });
    await app.wake();
    expect(await titles('unread')).toEqual(['old']);
  });

  test('expiry: the row is done, marked so, and leaves the unread', async () => {
    const id = await send('short', { expires_at: inMinutes(10) });
    await send('long');
    await later(10 * MINUTE);
    expect(await titles()).toEqual(['long']);
    expect(await list('done')).toMatchObject([{ id, ended: 'expired', read_at: null }]);
    expect(await unread()).toBe(1);
    await act('restore', id);
    expect(await list()).toMatchObject([{ title: 'long' }, { id, archived_at: null }]);
    expect((await list())[1]).not.toHaveProperty('ended');
    await later(DAY);
    expect(await titles('unread')).toEqual(['long', 'short']);
  });

  test('expiry in the Bin or in a snooze counts, too', async () => {
    const [asleep, binned] = [
      await send('asleep', { expires_at: inMinutes(10) }),
      await send('binned', { expires_at: inMinutes(10) }),
    ];
    await snooze(60, asleep);
    await act('delete', binned);
    await later(HOUR);
    await act('restore', binned);
    expect([await titles(), (await titles('done')).toSorted()]).toEqual([[], ['asleep', 'binned']]);
  });

  test('a scheduled send that comes after its end, because nothing ran, is done at once and no news', async () => {
    const fields = { title: 'late', deliver_at: inMinutes(10), expires_at: inMinutes(20) };
    expect((await post('/api/notifications', fields)).status).toBe(202);
    await later(HOUR);
    expect(await list('done')).toMatchObject([{ title: 'late', ended: 'expired' }]);
    expect(await unread()).toBe(0);
    expect(announced().map(({ name }) => name)).toEqual(['inbox.changed']);
  });

  describe('an emergency', () => {
    const emergency = { retry: 60, expire: 600 };
    /** At which revision it came to the top. */
    const top = async () => (await list())[0]?.surfaced_revision;

    test('insists until somebody has read it, and at the latest until its end', async () => {
      const id = await send('fire', { emergency });
      const tops: unknown[] = [];
      for (let minute = 0; minute < 12; minute += 1) {
        await later(MINUTE);
        tops.push(await top());
      }
      expect(tops).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]);
      expect(await unread()).toBe(1);
      const second = await send('flood', { emergency });
      await later(MINUTE);
      await act('read', second);
      const before = await revision();
      await later(HOUR);
      expect([await revision(), (await list())[1]?.id]).toEqual([before, id]);
    });

    test('insists once for all that a set clock has passed over', async () => {
      await send('fire', { emergency });
      await later(5.5 * MINUTE);
      expect(await top()).toBe(2);
      await later(MINUTE / 2);
      expect(await top()).toBe(3);
    });

    test('is silent while it sleeps, and insists again after that', async () => {
      const id = await send('fire', { emergency });
      await snooze(4, id);
      await later(2 * MINUTE);
      expect(await revision()).toBe(2);
      await later(2 * MINUTE);
      expect(await top()).toBe(3);
      await later(MINUTE);
      expect(await top()).toBe(4);
    });
  });

  test('the Bin keeps a row for 30 days, and its tombstone stays for 30 more', async () => {
    const id = await send('secret');
    await act('delete', id);
    await later(30 * DAY - HOUR);
    expect(await titles('bin')).toEqual(['secret']);
    await later(DAY + HOUR);
    expect(await titles('bin')).toEqual([]);
    const { revision: purged } = await app.inbox.position(app.userId);
    const sync = () => app.inbox.sync(app.userId, { since: purged - 1 });
    expect((await sync()).changed).toEqual([{ id, revision: purged, deleted: true }]);
    expect(app.storage.db.all('SELECT title, ends_at FROM notifications')).toEqual([
      { title: '', ends_at: null },
    ]);
    await later(29 * DAY);
    expect((await sync()).changed).toHaveLength(1);
    await later(3 * DAY);
    expect(app.storage.db.all('SELECT id FROM notifications')).toEqual([]);
    expect(await sync()).toMatchObject({ reset: true });
  });

  test('a clock that is set back loses nothing and does nothing twice', async () => {
    const [first, second] = [await send('first'), await send('second', { expires_at: inMinutes(180) })];
    await snooze(60, first);
    await later(HOUR);
    const before = await revision();
    await later(-2 * HOUR);
    expect(await revision()).toBe(before);
    await later(3 * HOUR);
    expect(await revision()).toBe(before);
    await later(HOUR);
    expect(await list('done')).toMatchObject([{ id: second, ended: 'expired' }]);
    expect(await titles()).toEqual(['first']);
  });

  test('a new server does at once what was due while none ran, and each thing once', async () => {
    const [first, second] = [await send('first'), await send('second', { expires_at: inMinutes(180) })];
    await snooze(60, first);
    ahead = DAY;
    app.setClock(DAY);
    app.wakeups.start(app.kinds);
    await vi.waitFor(async () => expect(await list('done')).toMatchObject([{ id: second }]));
    expect(await titles('unread')).toEqual(['first']);
    const before = await revision();
    await app.wake();
    expect(await revision()).toBe(before);
  });

  test('100,000 that wait: the next time and what is due come from an index, and no timer rings before', async () => {
    for (const change of DUE_CHANGES) {
      const plans = [DUE_ROWS.nextAt(change), DUE_ROWS.rows(change)].map((sql) =>
        planOf(app.storage.db, sql, Array<null>(sql.includes('?2') ? 2 : 0).fill(null)).join(),
      );
      const index = { wake: 'wakes', expire: 'ends', remind: 'reminders', purge: 'binned' }[change];
      for (const plan of plans) {
        expect(plan).toMatch(
          new RegExp(`^SEARCH notifications USING (COVERING )?INDEX notifications_${index}`),
        );
      }
    }
    await send('one', { expires_at: inMinutes(1_000) });
    const columns = app.storage.db
      .all<{ name: string }>(`SELECT name FROM pragma_table_info('notifications')`)
      .map(({ name }) => name);
    const made: Readonly<Record<string, string>> = {
      id: `'id-' || i`,
      surfaced_at: 'surfaced_at + i + 1',
      snoozed_until: `CASE WHEN i % 2 = 0 THEN ${Date.now() + DAY} + i END`,
      ends_at: `${Date.now() + 2 * DAY} + i`,
    };
    app.storage.db.exec(`INSERT INTO notifications (${columns.join()})
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
      SELECT ${columns.map((name) => made[name] ?? name).join()} FROM n, notifications`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    app.wakeups.start(app.kinds);
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    const read = vi.spyOn(app.storage, 'read');
    vi.advanceTimersByTime(900 * MINUTE);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(101 * MINUTE);
    expect(read).toHaveBeenCalled();
    await app.wakeups.end();
    vi.useRealTimers();
  });
});
