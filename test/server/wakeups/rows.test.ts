/** What the clock does to rows, over HTTP. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { type Bench, DAY, HOUR, MINUTE, openBench } from './bench.ts';

describe.each(DRIVERS)('what the clock does to rows on %s', (driver) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(driver);
  });
  afterEach(() => bench.app.close());

  test('the end of a snooze: the row is unread on top, as one change that is announced', async () => {
    const old = await bench.send('old');
    await bench.send('new');
    await bench.act('read', old);
    await bench.snooze(10, old);
    expect([await bench.titles(), await bench.titles('snoozed')]).toEqual([['new'], ['old']]);
    const before = await bench.revision();
    await bench.later(10 * MINUTE);
    expect(await bench.titles('unread')).toEqual(['old', 'new']);
    expect(await bench.list()).toMatchObject([
      { id: old, read_at: null, surfaced_revision: before + 1, revision: before + 1 },
      { title: 'new' },
    ]);
    expect(await bench.unread()).toBe(2);
    expect(bench.announced().at(-1)).toMatchObject({
      name: 'inbox.changed',
      delta: { revision: before + 1, changed: [{ id: old }] },
    });
  });

  test('many whose snooze ends together keep their order', async () => {
    const ids = [await bench.send('a'), await bench.send('b'), await bench.send('c')];
    await bench.send('d');
    await bench.snooze(10, ...ids.toReversed());
    await bench.later(HOUR);
    expect(await bench.titles()).toEqual(['c', 'b', 'a', 'd']);
  });

  test('news in a thread ends its snooze, below that', async () => {
    const old = await bench.send('old', { group_key: 'build' });
    await bench.send('other');
    await bench.snooze(60, old);
    await bench.send('elsewhere', { group_key: 'deploy' });
    expect(await bench.titles()).toEqual(['elsewhere', 'other']);
    await bench.send('new', { group_key: 'build' });
    expect(await bench.titles('unread')).toEqual(['new', 'old', 'elsewhere', 'other']);
    const before = await bench.revision();
    await bench.later(2 * HOUR);
    expect(await bench.revision()).toBe(before);
  });

  test('a snooze shorter than three minutes is refused', async () => {
    const id = await bench.send('any');
    expect(await bench.snooze(2.9, id)).toMatchObject({
      status: 422,
      body: { error: { code: 'invalid_request', details: [{ path: '/action/until' }] } },
    });
    expect((await bench.snooze(3.1, id)).status).toBe(200);
  });

  test('an undone "done" of a row whose snooze ended meanwhile brings it to the top', async () => {
    const id = await bench.send('old');
    await bench.snooze(10, id);
    const { body } = await bench.act('done', id);
    await bench.later(HOUR);
    expect(await bench.titles('done')).toEqual(['old']);
    await bench.post('/api/inbox/undo', { batch: body.batch });
    await bench.app.wake();
    expect(await bench.titles('unread')).toEqual(['old']);
  });

  test('expiry: the row is done, marked so, and leaves the unread', async () => {
    const id = await bench.send('short', { expires_at: bench.inMinutes(10) });
    await bench.send('long');
    await bench.later(10 * MINUTE);
    expect(await bench.titles()).toEqual(['long']);
    expect(await bench.list('done')).toMatchObject([{ id, ended: 'expired', read_at: null }]);
    expect(await bench.unread()).toBe(1);
    await bench.act('restore', id);
    expect(await bench.list()).toMatchObject([{ title: 'long' }, { id, archived_at: null }]);
    expect((await bench.list())[1]).not.toHaveProperty('ended');
    await bench.later(DAY);
    expect(await bench.titles('unread')).toEqual(['long', 'short']);
  });

  test('expiry in the Bin or in a snooze counts, too', async () => {
    const [asleep, binned] = [
      await bench.send('asleep', { expires_at: bench.inMinutes(10) }),
      await bench.send('binned', { expires_at: bench.inMinutes(10) }),
    ];
    await bench.snooze(60, asleep);
    await bench.act('delete', binned);
    await bench.later(HOUR);
    await bench.act('restore', binned);
    expect([await bench.titles(), (await bench.titles('done')).toSorted()]).toEqual([
      [],
      ['asleep', 'binned'],
    ]);
    expect(await bench.list('done')).toMatchObject([{ ended: 'expired' }, { ended: 'expired' }]);
  });

  test('what a mute covers and is snoozed all the same comes back unread', async () => {
    const action = { kind: 'mute', what: 'source', source: 'local', until: null };
    await bench.post('/api/inbox/actions', { action });
    const id = await bench.send('muted');
    expect(await bench.unread()).toBe(0);
    await bench.snooze(60, id);
    await bench.later(2 * HOUR);
    expect([await bench.titles('unread'), await bench.unread()]).toEqual([['muted'], 1]);
  });

  test('what has expired and is snoozed after all comes back without that mark', async () => {
    const id = await bench.send('short', { expires_at: bench.inMinutes(10) });
    await bench.later(HOUR);
    await bench.snooze(60, id);
    expect((await bench.list('snoozed'))[0]).not.toHaveProperty('ended');
    await bench.later(2 * HOUR);
    expect((await bench.list())[0]).not.toHaveProperty('ended');
    expect(await bench.titles('unread')).toEqual(['short']);
  });

  test('a scheduled send that comes after its end, because nothing ran, is done at once and no news', async () => {
    const fields = { title: 'late', deliver_at: bench.inMinutes(10), expires_at: bench.inMinutes(20) };
    expect((await bench.post('/api/notifications', fields)).status).toBe(202);
    await bench.later(HOUR);
    expect(await bench.list('done')).toMatchObject([{ title: 'late', ended: 'expired' }]);
    expect(await bench.unread()).toBe(0);
    expect(bench.announced().map(({ name }) => name)).toEqual(['inbox.changed']);
  });

  describe('an emergency', () => {
    const emergency = { retry: 60, expire: 600 };
    /** At which revision it came to the top. */
    const top = async () => (await bench.list())[0]?.surfaced_revision;

    test('insists until somebody has read it, and at the latest until its end', async () => {
      const id = await bench.send('fire', { emergency });
      const tops: unknown[] = [];
      for (let minute = 0; minute < 12; minute += 1) {
        await bench.later(MINUTE);
        tops.push(await top());
      }
      expect(tops).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]);
      expect(await bench.unread()).toBe(1);
      const second = await bench.send('flood', { emergency });
      await bench.later(MINUTE);
      await bench.act('read', second);
      const before = await bench.revision();
      await bench.later(HOUR);
      expect([await bench.revision(), (await bench.list())[1]?.id]).toEqual([before, id]);
    });

    test('insists once for all that a set clock has passed over', async () => {
      await bench.send('fire', { emergency });
      await bench.later(5.5 * MINUTE);
      expect(await top()).toBe(2);
      await bench.later(MINUTE / 2);
      expect(await top()).toBe(3);
    });

    test('is silent while it sleeps, and insists again after that', async () => {
      const id = await bench.send('fire', { emergency });
      await bench.snooze(4, id);
      await bench.later(2 * MINUTE);
      expect(await bench.revision()).toBe(2);
      await bench.later(2 * MINUTE);
      expect(await top()).toBe(3);
      await bench.later(MINUTE);
      expect(await top()).toBe(4);
    });
  });
});
