import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';
import { ALL_ACTIONS, LARAVEL, newItem, openBench, SECOND_THOUGHTS, SOURCE } from './harness.ts';

const DONE = { outcome: 'done' } as const;
const LATER = '2099-01-02T03:04:05.000000Z';
const KEPT = { state: 'kept', action: 'read', reason: null };

describe.each(DRIVERS)('an undo and its source on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  afterEach(() => bench.close());

  describe('that cannot take an action back', () => {
    beforeEach(async () => {
      bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL });
      await bench.ingest(newItem('a', { listed: true }), newItem('b', { listed: true }));
    });

    test.each(['read', 'done', 'delete'] as const)('%s, undone in time, sends nothing', async (action) => {
      const was = await bench.row('a');
      const batch = await bench.batch(action, 'a');
      bench.app.advance(SECOND_THOUGHTS - 1_000);
      expect([await bench.outboxActions(), (await bench.state())?.pending]).toEqual([[], 1]);
      expect(await bench.undo(batch)).toMatchObject({ restored: 1, left: 0 });
      bench.app.advance(SECOND_THOUGHTS);
      expect([await bench.outboxActions(), (await bench.state())?.pending]).toEqual([[], 0]);
      const { revision: _, updated_at: __, ...rest } = was ?? {};
      expect(await bench.row('a')).toMatchObject({ ...rest, upstream: null });
    });

    test.each(['read', 'done', 'delete'] as const)(
      '%s, undone later, comes back here alone and says so, until its user has seen it',
      async (action) => {
        const batch = await bench.batch(action, 'a');
        bench.app.advance(SECOND_THOUGHTS);
        expect(await bench.outboxActions()).toEqual([['read', 'a']]);
        await bench.reportAll(DONE);
        await bench.undo(batch);
        expect(await bench.row('a')).toMatchObject({ read_at: null, archived_at: null, upstream: KEPT });
        expect((await bench.counts()).unread).toBe(2);
        // Its list says what is known, so the row stays as its user wants it.
        await bench.ingest(newItem('a', { listed: true, read_at: LATER }));
        expect((await bench.counts()).unread).toBe(2);
        await bench.act('dismiss', 'a');
        expect(await bench.row('a')).toMatchObject({ read_at: null, upstream: null });
        // It knows that already.
        await bench.act('read', 'a');
        bench.app.advance(SECOND_THOUGHTS);
        expect(await bench.outboxActions()).toEqual([]);
      },
    );

    test('an undo leaves alone what was changed since, and its entry', async () => {
      const batch = await bench.batch('read', 'a', 'b');
      await bench.act('done', 'b');
      expect(await bench.undo(batch)).toMatchObject({ restored: 1, left: 1 });
      bench.app.advance(SECOND_THOUGHTS);
      expect(await bench.outboxActions()).toEqual([['read', 'b']]);
    });

    test('what leaves the Bin is deleted there at once, and there is no way back', async () => {
      await bench.act('delete', 'a');
      bench.app.advance(SECOND_THOUGHTS);
      await bench.reportAll(DONE);
      await bench.act('purge', 'a');
      expect(await bench.outboxActions()).toEqual([['delete', 'a']]);
    });

    test('the wait outlives a restart', async () => {
      await bench.close();
      const dataDir = newDataDir();
      bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL, dataDir });
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      await bench.close();
      bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL, dataDir });
      expect([await bench.outboxActions(), (await bench.state())?.pending]).toEqual([[], 1]);
      bench.app.advance(SECOND_THOUGHTS);
      expect(await bench.outboxActions()).toEqual([['read', 'a']]);
      fs.rmSync(dataDir, { recursive: true });
    });
  });

  describe('that can take it back', () => {
    beforeEach(async () => {
      bench = await openBench(driver, { kind: 'belfry', actions: ALL_ACTIONS });
      await bench.ingest(newItem('a', { revision: 1 }), newItem('b', { revision: 2 }));
    });

    test.each([
      ['read', 'unread'],
      ['done', 'restore'],
      ['save', 'unsave'],
      ['delete', 'undelete'],
    ] as const)('%s is told at once, and its reversal (%s) on an undo', async (action, reversal) => {
      const batch = await bench.batch(action, 'a');
      expect(await bench.outboxActions()).toEqual([[action, 'a']]);
      await bench.reportAll(DONE);
      await bench.undo(batch);
      expect(await bench.outboxActions()).toEqual([[reversal, 'a']]);
      await bench.reportAll(DONE);
      expect(await bench.row('a')).toMatchObject({ upstream: null, read_at: null, archived_at: null });
    });

    test('of a snooze until another time, it is told the former time', async () => {
      const former = '2098-01-02T03:04:05.000000Z';
      await bench.act({ kind: 'snooze', until: former }, 'a');
      const batch = await bench.batch({ kind: 'snooze', until: LATER }, 'a');
      expect(await bench.outbox()).toMatchObject([{ action: 'snooze', until: LATER }]);
      await bench.undo(batch);
      expect(await bench.outbox()).toMatchObject([{ action: 'snooze', until: former }]);
    });

    test('its own undo changes the row here, and sends nothing', async () => {
      await bench.ingest({ external_id: 'a', revision: 3, archived_at: LATER, read_at: null });
      expect((await bench.row('a'))?.archived_at).toBe(LATER);
      const { delta } = await bench.ingest({
        external_id: 'a',
        revision: 4,
        archived_at: null,
        read_at: null,
      });
      // Nothing that arrived: a client does not show it as new.
      expect(delta.changed).toMatchObject([{ archived_at: null, created_revision: 1 }]);
      expect(delta.changed?.[0]).not.toHaveProperty('surfaced_revision');
      expect(await bench.outboxActions()).toEqual([]);
    });
  });

  test('a source that hears of nothing: nothing waits, and nothing is kept', async () => {
    bench = await openBench(driver, { kind: 'channels', actions: ['reply'] });
    await bench.ingest(newItem('a'));
    await bench.undo(await bench.batch('delete', 'a'));
    bench.app.advance(SECOND_THOUGHTS);
    expect([await bench.outboxActions(SOURCE), (await bench.row('a'))?.upstream]).toEqual([[], null]);
  });
});
