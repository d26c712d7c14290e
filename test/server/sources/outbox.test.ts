import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RequestedAction } from '#server/inbox';
import { refusal } from '#server/rules/refusals';
import type { UpstreamAction } from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import {
  ALL_ACTIONS,
  LARAVEL,
  makeIngest,
  newItem,
  OLD_BELFRY,
  openBench,
  SECOND_THOUGHTS,
  SOURCE,
} from './harness.ts';

const THEN = '2026-01-02T03:04:05.000000Z';
const REPLY = { via: 'http', url: 'https://example.com/answer' } as const;
const GONE = refusal('answered', { status: 410 }, 'gone');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a source that knows `actions` gets after several actions on one row, and how much of it at once. */
type Case = readonly [
  actions: readonly UpstreamAction[],
  done: readonly RequestedAction[],
  told: readonly string[],
  atOnce?: readonly string[],
];
const SNOOZE = { kind: 'snooze', until: '2099-01-02T03:04:05.000000Z' } as const;
const CASES: readonly Case[] = [
  [ALL_ACTIONS, ['read'], ['read']],
  [ALL_ACTIONS, ['read', 'unread'], ['unread']],
  [ALL_ACTIONS, ['read', 'unread', 'read'], ['read']],
  [ALL_ACTIONS, ['read', 'done'], ['read', 'done']],
  [ALL_ACTIONS, ['done', 'read'], ['done', 'read']],
  [ALL_ACTIONS, ['done', 'restore'], ['restore']],
  [ALL_ACTIONS, ['save', 'unsave'], ['unsave']],
  [ALL_ACTIONS, ['save', 'read'], ['save', 'read']],
  [ALL_ACTIONS, [SNOOZE, 'unsnooze'], ['unsnooze']],
  [ALL_ACTIONS, ['done', SNOOZE], ['restore', 'snooze']],
  [ALL_ACTIONS, [SNOOZE, 'done'], ['done', 'unsnooze']],
  [ALL_ACTIONS, ['read', 'done', 'delete'], ['read', 'done', 'delete']],
  [ALL_ACTIONS, [SNOOZE, 'delete'], ['unsnooze', 'delete']],
  [ALL_ACTIONS, ['done', 'delete', 'restore'], ['done', 'undelete']],
  [ALL_ACTIONS, ['delete', 'purge'], ['purge']],
  [[], ['read', 'save', SNOOZE, 'done', 'delete', 'purge'], []],
  [OLD_BELFRY, ['delete'], ['read']],
  [OLD_BELFRY, ['done', 'delete', 'restore'], ['done', 'unread']],
  [OLD_BELFRY, ['delete', 'purge'], ['read', 'delete']],
  [LARAVEL, ['read'], ['read'], []],
  [LARAVEL, ['read', 'unread'], []],
  [LARAVEL, ['done'], ['read'], []],
  [LARAVEL, ['read', 'done'], ['read'], []],
  [LARAVEL, ['done', 'restore'], []],
  [LARAVEL, ['read', 'done', 'restore'], ['read'], []],
  [LARAVEL, ['save', SNOOZE], []],
  [LARAVEL, ['done', 'delete'], ['read'], []],
  [LARAVEL, ['delete', 'restore'], []],
  [LARAVEL, ['delete', 'purge'], ['read', 'delete'], ['delete']],
  [['read'], ['delete'], ['read'], []],
  [['read'], ['read', 'delete', 'purge'], ['read'], []],
  [['read', 'unread'], ['done', 'restore'], ['unread']],
  [['done'], ['done', 'restore'], []],
];

describe.each(DRIVERS)('the outbox on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  const open = async (actions: readonly UpstreamAction[] = ALL_ACTIONS) => {
    // Of kinds that get the oldest first.
    bench = await openBench(driver, { kind: actions.includes('done') ? 'belfry' : 'channels', actions });
  };
  afterEach(() => bench.close());

  test.each(['save', 'unsave', SNOOZE, 'unsnooze'] as const)(
    '%j, which an older Belfry server lacks, is refused before it is done here, also among others',
    async (action) => {
      await open(OLD_BELFRY);
      await bench.app.sources.register(bench.userId, 's-shop', { kind: 'laravel', actions: [...LARAVEL] });
      const set = { saved_at: THEN, snoozed_until: '2099-01-01T00:00:00.000000Z' };
      const state = action === 'unsave' || action === 'unsnooze' ? set : {};
      await bench.ingest(newItem('a', state));
      await bench.app.sources.ingest(bench.userId, { source: 's-shop', items: [newItem('b', state)] });
      const was = [await bench.revision(), await bench.row('a'), await bench.row('b')];
      await expect(bench.act(action, 'a', 'b')).rejects.toMatchObject({
        code: 'not_supported',
        details: { sources: [SOURCE] },
      });
      expect([await bench.revision(), await bench.row('a'), await bench.row('b')]).toEqual(was);
      // Others, which have nothing of that kind either, leave it to this computer.
      expect((await bench.act(action, 'b')).changed).toHaveLength(1);
      bench.app.advance(SECOND_THOUGHTS);
      expect([await bench.outboxActions(), await bench.outboxActions('s-shop')]).toEqual([[], []]);
    },
  );

  test('registered again without actions, a source keeps those that it had', async () => {
    await open(ALL_ACTIONS);
    await bench.ingest(newItem('a'));
    await bench.app.sources.register(bench.userId, SOURCE, { kind: 'belfry' });
    await bench.act('save', 'a');
    expect(await bench.outboxActions()).toEqual([['save', 'a']]);
  });

  const cases = CASES.map(([actions, done, told, atOnce = told]) => ({ actions, done, told, atOnce }));
  test.each(cases)(
    'a source that knows $actions, after $done, gets $told',
    async ({ actions, done, told, atOnce }) => {
      await open(actions);
      await bench.ingest(newItem('a'));
      const id = (await bench.row('a'))?.id ?? '';
      for (const action of done) await bench.command({ action, ids: [id] });
      const named = (actions: readonly string[]) => actions.map((action) => [action, 'a']);
      expect(await bench.outboxActions()).toEqual(named(atOnce));
      expect((await bench.state())?.pending).toBe(told.length);
      bench.app.advance(SECOND_THOUGHTS);
      expect(await bench.outboxActions()).toEqual(named(told));
      if (!done.includes('purge')) {
        const action = told.at(-1);
        const upstream = action === undefined ? null : { state: 'pending', action, reason: null };
        expect((await bench.row('a'))?.upstream).toEqual(upstream);
      }
    },
  );

  describe('with a source that knows all', () => {
    beforeEach(() => open());

    test('what it has muted is unread there too, once it is marked unread here, and an undo does not mute it', async () => {
      await bench.ingest(newItem('a', { revision: 1, muted_at: THEN }));
      const batch = await bench.batch('unread', 'a');
      expect(await bench.outboxActions()).toEqual([['unread', 'a']]);
      expect((await bench.counts()).unread).toBe(1);
      await bench.reportAll({ outcome: 'done', revision: 2 });
      await bench.ingest(newItem('a', { revision: 2, muted_at: null, read_at: null }));
      expect(await bench.undo(batch)).toMatchObject({ restored: 1, left: 0 });
      expect((await bench.counts()).unread).toBe(1);
    });

    test('the row says so in the revision of the action, and each entry has a unique id', async () => {
      await bench.ingest(newItem('a'), newItem('b'));
      const delta = await bench.act('read', 'a', 'b');
      const upstream = { state: 'pending', action: 'read', reason: null };
      expect(delta.changed).toMatchObject([
        { revision: 2, upstream },
        { revision: 2, upstream },
      ]);
      const entries = await bench.outbox();
      expect(entries).toMatchObject([
        { source: SOURCE, external_id: 'a', action: 'read', attempts: 0, reply: null },
        { external_id: 'b', notification_id: (await bench.row('b'))?.id },
      ]);
      for (const { id } of entries) expect(id).toMatch(UUID);
      expect(entries[0]?.id).not.toBe(entries[1]?.id);
    });

    test('a newer action has a new id: a report about the older one does not touch it', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      const [older] = await bench.outbox();
      await bench.act('unread', 'a');
      const delta = await bench.report({ id: older?.id ?? '', outcome: 'done' });
      expect(delta.changed).toEqual([]);
      expect(await bench.outboxActions()).toEqual([['unread', 'a']]);
    });

    test('what was sent to this server itself goes to no source', async () => {
      const {
        notification: { id },
      } = await bench.app.storage.work([bench.userId], () =>
        bench.app.inbox.arrive(bench.userId, makeContent({ title: 'local' })),
      );
      await bench.ingest(newItem('a'));
      const delta = await bench.command({
        action: 'read',
        view: 'inbox',
        up_to_revision: await bench.revision(),
      });
      expect(delta.changed).toHaveLength(2);
      expect(await bench.outboxActions()).toEqual([['read', 'a']]);
      expect(await bench.outboxActions('local')).toEqual([]);
      expect((await bench.rows()).find((row) => row.id === id)?.upstream).toBeNull();
    });

    test('an action that changes nothing sends nothing', async () => {
      await bench.ingest(newItem('a', { read_at: THEN }));
      await bench.act('read', 'a');
      expect(await bench.outboxActions()).toEqual([]);
    });

    test('reading ten thousand at once', async () => {
      for (let batch = 0; batch < 20; batch += 1) {
        await bench.ingest(
          ...Array.from({ length: 500 }, (_, index) => newItem(`${batch}-${index}`, { created_at: THEN })),
        );
      }
      const statements: string[] = [];
      const { db } = bench.app.storage;
      const { run } = db;
      Object.assign(db, {
        run: (sql: string, params?: readonly (string | number | null)[]) => {
          statements.push(sql);
          return run(sql, params);
        },
      });
      const delta = await bench.command({
        action: 'read',
        view: 'unread',
        up_to_revision: await bench.revision(),
      });
      expect(delta).toMatchObject({ changed: null, counts: { unread: 0 } });
      expect(statements.length).toBeGreaterThan(2);
      // As many as for one row.
      expect(statements.length).toBeLessThan(15);
      expect((await bench.state())?.pending).toBe(10_000);
      const page = await bench.app.sources.outbox(bench.userId, { source: SOURCE, limit: 500 });
      expect(page.entries).toHaveLength(500);
      expect(new Set(page.entries.map(({ id }) => id)).size).toBe(500);
      expect(page.next_at).not.toBeNull();
    });

    test('an entry that cannot be written: the action is not done either', async () => {
      await bench.ingest(newItem('a'));
      const { db } = bench.app.storage;
      db.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
      await expect(bench.act('read', 'a')).rejects.toMatchObject({ code: 'storage_failed' });
      expect(await bench.row('a')).toMatchObject({ read_at: null, upstream: null, revision: 1 });
      db.exec('DROP TRIGGER full');
      await bench.act('read', 'a');
      expect(await bench.outboxActions()).toEqual([['read', 'a']]);
    });

    test('nobody sees or reports entries of somebody else', async () => {
      await bench.ingest(newItem('a'));
      await bench.act('read', 'a');
      const other = await bench.app.addUser('Other');
      await bench.app.sources.register(other, SOURCE, { kind: 'belfry', actions: [] });
      expect((await bench.app.sources.outbox(other, { source: SOURCE })).entries).toEqual([]);
      const results = (await bench.outbox()).map(({ id }) => ({ id, outcome: 'done' as const }));
      await bench.app.sources.report(other, { results });
      expect(await bench.outboxActions()).toEqual([['read', 'a']]);
    });
  });

  describe('of a Laravel app', () => {
    const external = async () => (await bench.outbox()).map(({ external_id }) => external_id);
    beforeEach(async () => {
      bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL });
    });

    test('is sent newest first, with replies before everything else in their order', async () => {
      const asking = newItem('asking', { content: makeIngest({ title: 'asking', reply: REPLY }) });
      await bench.ingest(
        ...['1', '2', '3'].map((day) => newItem(day, { created_at: `2026-01-0${day}T00:00:00Z` })),
        asking,
      );
      await bench.command({ action: 'read', view: 'unread', up_to_revision: await bench.revision() });
      const id = (await bench.row('asking'))?.id ?? '';
      await bench.app.inbox.reply(bench.userId, id, 'one', null);
      await bench.app.inbox.reply(bench.userId, id, 'two', null);
      bench.app.advance(SECOND_THOUGHTS);
      expect((await bench.outbox()).map(({ reply, external_id }) => reply?.text ?? external_id)).toEqual([
        ...['one', 'two'],
        ...['asking', '3', '2', '1'],
      ]);
      const first = await bench.app.sources.outbox(bench.userId, { source: SOURCE, limit: 1 });
      expect(first.entries.map(({ reply }) => reply?.text)).toEqual(['one']);
      expect(first.next_at).not.toBeNull();
    });

    test('an entry that is sent later is due then, and has not failed', async () => {
      await bench.ingest(newItem('a'), newItem('b'));
      await bench.act('read', 'a', 'b');
      bench.app.advance(SECOND_THOUGHTS);
      const [b, a] = await bench.outbox();
      const before = Date.now() + SECOND_THOUGHTS;
      await bench.report({ id: b?.id ?? '', outcome: 'later', after_ms: 60_000 });
      expect(await external()).toEqual([a?.external_id]);
      const { next_at } = await bench.app.sources.outbox(bench.userId, { source: SOURCE });
      expect(Date.parse(next_at ?? '')).toBeGreaterThanOrEqual(before + 60_000);
      await bench.report({ id: a?.id ?? '', outcome: 'later', after_ms: 1 });
      await expect.poll(() => bench.outbox()).toMatchObject([{ id: a?.id, attempts: 0 }]);
      expect((await bench.row('a'))?.upstream).toMatchObject({ state: 'pending', action: 'read' });
    });
  });

  describe('an answer', () => {
    const asking = (fields = {}) =>
      newItem('a', { content: makeIngest({ title: 'a', reply: REPLY }), ...fields });
    const reply = async (text = 'Yes', title = 'a') =>
      bench.app.inbox.reply(bench.userId, (await bench.row(title))?.id ?? '', text, null);

    test('goes to the outbox with its text, reads the row, and says so in the same revision', async () => {
      await open();
      await bench.ingest(asking());
      const delta = await reply();
      expect(delta).toMatchObject({
        revision: 2,
        counts: { unread: 0 },
        changed: [
          {
            ...{ title: 'a', read_at: expect.any(String) },
            upstream: { state: 'pending', action: 'reply', reason: null, text: 'Yes' },
          },
        ],
      });
      expect(await bench.outbox()).toMatchObject([
        { action: 'read', reply: null },
        { action: 'reply', external_id: 'a', reply: { to: REPLY, text: 'Yes' } },
      ]);
      expect(bench.app.published).toHaveLength(2);
    });

    test('is never replaced by the next, and comes after what is read already, too', async () => {
      await open(['reply']);
      await bench.ingest(asking({ read_at: THEN }));
      await reply('one');
      await reply('two');
      expect(await bench.revision()).toBe(3);
      expect((await bench.outbox()).map((entry) => entry.reply?.text)).toEqual(['one', 'two']);
    });

    test('outlives the deletion of its notification', async () => {
      await open();
      await bench.ingest(asking());
      await reply();
      await bench.act('delete', 'a');
      await bench.ingest({ external_id: 'a', deleted: true });
      expect(await bench.outboxActions()).toEqual([['reply', 'a']]);
    });

    test('where nobody asked, or the source takes none, or it is gone', async () => {
      await open(['read']);
      await bench.ingest(newItem('plain'), asking());
      await expect(reply('x', 'plain')).rejects.toMatchObject({ code: 'not_supported' });
      await expect(reply('x', 'a')).rejects.toMatchObject({ code: 'not_supported' });
      const { id = '' } = (await bench.row('a')) ?? {};
      await bench.act('delete', 'a');
      for (const [user, which] of [
        [bench.userId, id],
        [bench.userId, 'nobody'],
        [await bench.app.addUser('Other'), (await bench.row('plain'))?.id ?? ''],
      ] as const) {
        await expect(bench.app.inbox.reply(user, which, 'x', null)).rejects.toMatchObject({
          code: 'not_found',
        });
      }
      expect((await bench.outbox()).filter(({ action }) => action === 'reply')).toEqual([]);
    });

    test('to what was sent to this server itself is for its own outbox', async () => {
      await open();
      const token = bench.app.accounts.issueSession(bench.userId, ['inbox', 'send']);
      const call = (url: string, body: unknown) => bench.app.call('POST', url, { token, body });
      const sent = await call('/api/notifications', { title: 'Lunch?', reply: REPLY });
      expect(sent.body.notification.reply).toEqual(REPLY);
      const { status, body } = await call(`/api/inbox/${sent.body.notification.id}/reply`, { text: 'Yes' });
      expect([status, body.delta.changed[0].upstream.action]).toEqual([200, 'reply']);
      expect(await bench.outbox('local')).toMatchObject([
        { source: 'local', external_id: null, action: 'reply', reply: { to: REPLY, text: 'Yes' } },
      ]);
      const [entry] = await bench.outbox('local');
      const delta = await bench.report({ id: entry?.id ?? '', outcome: 'done' });
      expect(delta.changed).toMatchObject([{ title: 'Lunch?', upstream: null }]);

      await call(`/api/inbox/${sent.body.notification.id}/reply`, { text: 'No' });
      const again = (await bench.outbox('local')).map(({ id }) => ({
        id,
        outcome: 'refused' as const,
        reason: GONE,
      }));
      expect((await bench.report(...again)).changed).toMatchObject([
        { upstream: { state: 'refused', action: 'reply', reason: GONE, text: 'No' } },
      ]);
      expect((await bench.act('done', 'Lunch?')).changed).toMatchObject([{ upstream: null }]);
      expect((await call('/api/notifications', { title: 'x', reply: { via: 'pigeon' } })).status).toBe(422);
    });
  });

  describe('receipts', () => {
    test('say that something has arrived, once for each id, and change no row', async () => {
      await open(['read', 'delivered']);
      const keyed = (id: string) => newItem(id, { content: makeIngest({ dedupe_key: 'k' }) });
      const { delta } = await bench.ingest(keyed('a'), keyed('b'));
      await bench.ingest(keyed('a'));
      expect(delta.changed).toMatchObject([{ upstream: null }]);
      expect(await bench.outboxActions()).toEqual([
        ['delivered', 'a'],
        ['delivered', 'b'],
      ]);
      expect((await bench.state())?.pending).toBe(0);
      expect((await bench.reportAll({ outcome: 'done' })).changed).toEqual([]);
      expect(await bench.outboxActions()).toEqual([]);
    });

    test('say that something was on a screen, once, where its sender wants to know', async () => {
      await open(['seen']);
      await bench.app.sources.register(bench.userId, 's-two', { kind: 'laravel', actions: ['read'] });
      await bench.ingest(newItem('a'), newItem('b'));
      await bench.app.sources.ingest(bench.userId, { source: 's-two', items: [newItem('c')] });
      const ids = (await bench.rows()).map(({ id }) => id);
      const revision = await bench.revision();
      const see = async (userId: number, seen: readonly string[]) => {
        const token = bench.app.accounts.issueSession(userId, ['inbox']);
        const answer = await bench.app.call('POST', '/api/inbox/receipts', { token, body: { seen } });
        expect(answer.status).toBe(200);
      };
      await see(await bench.app.addUser('Other'), ids);
      expect(await bench.outboxActions()).toEqual([]);
      await see(bench.userId, [(await bench.row('a'))?.id ?? '', 'unknown']);
      await see(bench.userId, ids);
      expect(await bench.outboxActions()).toEqual([
        ['seen', 'a'],
        ['seen', 'b'],
      ]);
      await bench.reportAll({ outcome: 'refused', reason: GONE });
      await see(bench.userId, ids);
      expect([
        await bench.outboxActions(),
        await bench.outboxActions('s-two'),
        await bench.revision(),
      ]).toEqual([[], [], revision]);
      // Those who sent these ask where they sent them.
      expect(bench.app.receiptEvents).toEqual([]);
    });
  });
});
