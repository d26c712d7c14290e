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
    const receiptOf = async (id: string) => {
      const token = await bench.app.token(bench.app.userId, 'send');
      return (await bench.app.call('GET', `/api/notifications/${id}/receipts`, { token })).body;
    };
    const found = async () => {
      const token = await bench.app.token(bench.app.userId, 'inbox');
      return (await bench.app.call('GET', '/api/inbox?q=is:emergency', { token })).body.items;
    };

    test('insists through reading, Done and bulk actions, and lapses at its end', async () => {
      const id = await bench.send('fire', { emergency });
      const until = bench.inMinutes(10);
      await bench.act('read', id);
      await bench.post('/api/inbox/actions', { action: 'done', view: 'inbox', up_to_revision: 99 });
      await bench.act('done', id);
      expect(await found()).toMatchObject([{ id, insists_until: expect.any(String) }]);
      expect(Math.abs(Date.parse((await found())[0].insists_until) - Date.parse(until))).toBeLessThan(5_000);
      expect(await receiptOf(id)).toMatchObject({ emergency: 'open', acknowledged_at: null });
      const before = await bench.revision();
      await bench.later(9 * MINUTE);
      expect(await bench.revision()).toBe(before);
      await bench.later(MINUTE + 1);
      expect(await found()).toEqual([]);
      expect(await receiptOf(id)).toMatchObject({ emergency: 'expired', acknowledged_by: null });
      expect(bench.announced().at(-1)?.delta).toMatchObject({ revision: before + 1, changed: [{ id }] });
      expect((await bench.list('done'))[0]).not.toHaveProperty('insists_until');
    });

    test('ends once it is acknowledged, for good, wherever it lies', async () => {
      const [first, binned] = [
        await bench.send('fire', { emergency }),
        await bench.send('flood', { emergency }),
      ];
      await bench.act('delete', binned);
      const { body } = await bench.act('acknowledge', first, binned);
      expect(body).toMatchObject({ batch: null, delta: { counts: { unread: 1 } } });
      expect(await bench.list()).toMatchObject([
        { id: first, read_at: null, acknowledged_at: expect.any(String), acknowledged_by: 'Owner' },
      ]);
      for (const id of [first, binned])
        expect(await receiptOf(id)).toMatchObject({ emergency: 'acknowledged', acknowledged_by: 'Owner' });
      const before = await bench.revision();
      await bench.act('acknowledge', first);
      await bench.later(HOUR);
      expect(await bench.revision()).toBe(before);
    });

    test('is acknowledged by its id only: nobody acknowledges what they have not seen', async () => {
      const id = await bench.send('fire', { emergency });
      const bulk = { action: 'acknowledge', view: 'inbox', up_to_revision: await bench.revision() };
      expect(await bench.post('/api/inbox/actions', bulk)).toMatchObject({
        status: 422,
        body: { error: { code: 'invalid_request', details: [{ path: '/ids' }] } },
      });
      expect(await receiptOf(id)).toMatchObject({ emergency: 'open' });
    });

    test('an undo of what was done before leaves it acknowledged', async () => {
      const id = await bench.send('fire', { emergency });
      const { body } = await bench.act('read', id);
      await bench.act('acknowledge', id);
      await bench.post('/api/inbox/undo', { batch: body.batch });
      expect(await bench.list()).toMatchObject([{ id, read_at: null, acknowledged_at: expect.any(String) }]);
    });

    test('sent again, it insists again', async () => {
      const fields = { emergency, dedupe_key: 'pump' };
      const id = await bench.send('fire', fields);
      await bench.act('acknowledge', id);
      await bench.post('/api/notifications', { title: 'fire', ...fields });
      expect(await found()).toMatchObject([{ id, occurrences: 2 }]);
      expect((await found())[0]).not.toHaveProperty('acknowledged_at');
      expect(await receiptOf(id)).toMatchObject({ emergency: 'open', acknowledged_by: null });
    });

    test('that ends later than in three hours is refused', async () => {
      const answer = await bench.post('/api/notifications', {
        ...{ title: 'fire', emergency: { retry: 60, expire: 10_801 } },
      });
      expect(answer).toMatchObject({
        status: 422,
        body: { error: { code: 'invalid_request', details: [{ path: '/emergency/expire' }] } },
      });
    });

    test('acknowledged after its end, its sender hears of it all the same', async () => {
      const id = await bench.send('fire', { emergency });
      await bench.later(HOUR);
      await bench.act('acknowledge', id);
      expect(await receiptOf(id)).toMatchObject({ emergency: 'acknowledged' });
    });
  });
});
