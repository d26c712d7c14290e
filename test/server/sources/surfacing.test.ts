import { afterEach, describe, expect, test } from 'vitest';
import { timestamp } from '#server/rules/time';
import type { IngestItem } from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { ALL_ACTIONS, makeIngest, newItem, openBench } from './harness.ts';

const MINUTE = 60_000;
const ACTIONS = [...ALL_ACTIONS, 'snooze', 'unsnooze'] as const;

describe.each(DRIVERS)('the end of a snooze of what a source sent on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  afterEach(() => bench.close());

  const open = async (kind: 'belfry' | 'laravel', actions: readonly (typeof ACTIONS)[number][] = ACTIONS) => {
    bench = await openBench(driver, { kind, actions });
  };
  const later = async (minutes: number): Promise<void> => {
    bench.app.advance(minutes * MINUTE);
    await bench.app.wake();
  };
  /** For ten minutes. */
  async function snooze(title: string): Promise<void> {
    const until = timestamp(Date.now() + 10 * MINUTE);
    const ids = [(await bench.row(title))?.id ?? ''];
    await bench.command({ action: { kind: 'snooze', until }, ids });
  }
  const titles = async () => (await bench.rows()).map(({ title }) => title);
  const thread = (external_id: string, fields: Partial<IngestItem> = {}): IngestItem =>
    newItem(external_id, { content: makeIngest({ title: external_id, group_key: 'build' }), ...fields });

  describe('from a team server', () => {
    /** `old` sleeps, and the server knows; `new` came after it. */
    async function asleep(): Promise<void> {
      await open('belfry');
      await bench.ingest(newItem('old', { revision: 1, read_at: null, snoozed_until: null }));
      await bench.act('read', 'old');
      await snooze('old');
      await bench.reportAll({ outcome: 'done', revision: 2 });
      await bench.ingest(newItem('new', { revision: 3 }));
    }
    /** As the server has it after the end of the snooze. */
    const ended = (fields: Partial<IngestItem> = {}) =>
      bench.ingest(
        newItem('old', {
          ...{ revision: 4, surfaced_revision: 4, read_at: null, snoozed_until: null, ...fields },
        }),
      );

    test('is the server’s: the row comes to the top, unread and as news, and the clock here adds nothing', async () => {
      await asleep();
      await later(10);
      expect(await titles()).toEqual(['new']);
      const { delta } = await ended();
      expect(await titles()).toEqual(['old', 'new']);
      expect(await bench.row('old')).toMatchObject({ read_at: null, surfaced_revision: delta.revision });
      expect(await bench.counts()).toMatchObject({ unread: 2 });
      await later(60);
      expect(await bench.revision()).toBe(delta.revision);
    });

    test('is done here where the server is not heard of, and its word later changes nothing', async () => {
      await asleep();
      await later(12);
      expect(await titles()).toEqual(['old', 'new']);
      expect(await bench.row('old')).toMatchObject({ read_at: null, surfaced_revision: 6 });
      const revision = await bench.revision();
      expect((await ended()).outcomes).toEqual(['unchanged']);
      expect(await bench.revision()).toBe(revision);
      expect(await bench.outboxActions()).toEqual([]);
    });

    test('is followed where another device has read it since', async () => {
      await asleep();
      await later(12);
      await ended({ revision: 5, read_at: timestamp(Date.now()) });
      expect(await bench.row('old')).toMatchObject({ read_at: expect.any(String) });
      expect(await bench.counts()).toMatchObject({ unread: 1 });
    });

    test('that it never heard of, while it knows the row as read, is done here, and it hears that the row is unread', async () => {
      await open('belfry');
      await bench.ingest(newItem('old', { revision: 1, read_at: timestamp(0), snoozed_until: null }));
      await snooze('old');
      await later(12);
      expect(await bench.outboxActions()).toEqual([['unread', 'old']]);
      await bench.reportAll({ outcome: 'done', revision: 2 });
      expect(await bench.counts()).toMatchObject({ unread: 1 });
    });

    test('never comes for what was deleted there before the server heard of the snooze', async () => {
      await open('belfry');
      await bench.ingest(
        newItem('old', { revision: 1, read_at: null, snoozed_until: null, deleted_at: null }),
      );
      await snooze('old');
      await bench.ingest(
        newItem('old', {
          revision: 2,
          read_at: null,
          snoozed_until: null,
          deleted_at: timestamp(Date.now()),
        }),
      );
      // In the Bin it has no effect there: the answer has the revision of another change.
      await bench.reportAll({ outcome: 'done', revision: 3 });
      const inBin = await bench.rows('bin');
      expect(inBin).toHaveLength(1);
      await later(12);
      expect(await bench.rows('bin')).toEqual(inBin);
      expect(await bench.row('old')).not.toHaveProperty('snoozed_until');
    });

    test('that was ended there by hand, is taken back here', async () => {
      await asleep();
      await later(12);
      await bench.ingest(
        newItem('old', { revision: 4, surfaced_revision: 1, read_at: timestamp(0), snoozed_until: null }),
      );
      expect(await bench.row('old')).toMatchObject({ read_at: expect.any(String) });
    });

    test.each(['known', 'unknown'])(
      'what is over, and was brought back there, is not over here: %s',
      async (before) => {
        await open('belfry');
        const content = makeIngest({ title: 'old', expires_at: timestamp(Date.now() + MINUTE) });
        const old = { content, read_at: null, archived_at: null, ended: null };
        if (before === 'known') await bench.ingest(newItem('old', { ...old, revision: 1 }));
        await later(2);
        if (before === 'known') expect(await bench.row('old')).toMatchObject({ ended: 'expired' });
        await bench.ingest(newItem('old', { ...old, revision: 3 }));
        expect(await bench.row('old')).toMatchObject({ archived_at: null });
        expect(await bench.row('old')).not.toHaveProperty('ended');
        await later(2);
        expect(await bench.counts()).toMatchObject({ unread: 1 });
      },
    );

    test('stays as its reader has left it, where it was read here before the server’s word came', async () => {
      await asleep();
      await later(12);
      await bench.act('read', 'old');
      await ended();
      expect(await bench.row('old')).toMatchObject({ read_at: expect.any(String) });
      expect(await bench.outboxActions()).toEqual([['read', 'old']]);
    });

    test('brings it to the top, too, where nobody here has heard that it began', async () => {
      await open('belfry');
      const read_at = timestamp(Date.now());
      await bench.ingest(newItem('old', { revision: 1, read_at }), newItem('new', { revision: 2 }));
      await ended();
      expect(await titles()).toEqual(['old', 'new']);
      expect(await bench.counts()).toMatchObject({ unread: 2 });
    });

    test('by somebody elsewhere leaves the row in its place', async () => {
      await asleep();
      await bench.ingest(newItem('old', { revision: 4, snoozed_until: null }));
      expect(await titles()).toEqual(['new', 'old']);
      expect(await bench.row('old')).not.toHaveProperty('surfaced_revision');
    });

    test('before the server has heard of the snooze: it does not begin there any more', async () => {
      await open('belfry');
      await bench.ingest(newItem('old', { revision: 1 }));
      await snooze('old');
      expect(await bench.outboxActions()).toEqual([['snooze', 'old']]);
      await later(12);
      expect(await bench.outboxActions()).toEqual([]);
      expect(await bench.row('old')).toMatchObject({ upstream: null, read_at: null });
    });

    test('gives way to a longer one of another device, of which this one heard before it could tell its own', async () => {
      await open('belfry');
      const read_at = timestamp(Date.now());
      await bench.ingest(newItem('old', { revision: 1, read_at, snoozed_until: null }));
      await bench.ingest(newItem('new', { revision: 2 }));
      await snooze('old');
      const snoozed_until = timestamp(Date.now() + 20 * MINUTE);
      await bench.ingest(newItem('old', { revision: 3, read_at, snoozed_until }));
      const revision = await bench.revision();
      await later(12);
      expect(await titles()).toEqual(['new']);
      expect(await bench.row('old')).toMatchObject({
        ...{ snoozed_until, read_at, upstream: null, revision: revision + 1 },
      });
      expect(await bench.row('old')).not.toHaveProperty('surfaced_revision');
      expect(await bench.outboxActions()).toEqual([]);
      // It lasts for ten minutes more, and the clocks of the two may differ.
      await later(10);
      expect(await titles()).toEqual(['old', 'new']);
      expect(await bench.row('old')).toMatchObject({ read_at: null });
      expect(await bench.counts()).toMatchObject({ unread: 2 });
    });

    test('is not brought about here by news in its thread: the server says that, too', async () => {
      await open('belfry');
      await bench.ingest(thread('old', { revision: 1 }));
      await snooze('old');
      await bench.ingest(thread('new', { revision: 2 }));
      expect(await titles()).toEqual(['new']);
    });
  });

  describe('from an app that knows no snoozes', () => {
    test('comes at its time', async () => {
      await open('laravel', ['read']);
      await bench.ingest(newItem('old'));
      await snooze('old');
      await later(9);
      expect(await titles()).toEqual([]);
      await later(1);
      expect(await titles()).toEqual(['old']);
      expect(await bench.counts()).toMatchObject({ unread: 1 });
    });

    test('comes with news in its thread, below which it stands, and not with what is read already', async () => {
      await open('laravel', ['read']);
      await bench.ingest(thread('first'), thread('second'), newItem('other'));
      await snooze('first');
      await snooze('second');
      await bench.ingest(thread('read', { read_at: timestamp(Date.now()) }), newItem('third'));
      expect(await titles()).toEqual(['third', 'read', 'other']);
      const { delta } = await bench.ingest(thread('fourth', { live: true }));
      expect((await titles()).slice(0, 3)).toEqual(['fourth', 'second', 'first']);
      expect(await bench.row('first')).toMatchObject({ surfaced_revision: delta.revision });
      expect(await bench.counts()).toMatchObject({ unread: 5 });
      await later(60);
      expect(await bench.revision()).toBe(delta.revision);
    });
  });

  test('what has expired before it comes is done, marked so, and never unread', async () => {
    await open('belfry');
    const content = makeIngest({ title: 'over', expires_at: timestamp(Date.now() - MINUTE) });
    const { delta } = await bench.ingest(newItem('over', { content, revision: 1 }));
    expect(delta).toMatchObject({ counts: { unread: 0 }, changed: [{ ended: 'expired' }] });
    expect(await titles()).toEqual([]);
    expect((await bench.rows('done')).map(({ title }) => title)).toEqual(['over']);
    await later(1);
    expect(await bench.revision()).toBe(delta.revision);
  });
});
