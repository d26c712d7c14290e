import fs from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListPage } from '#server/inbox';
import { belongs, VIEWS } from '#server/rules/state';
import { createInbox, type Inbox } from '../../../server/inbox/inbox.ts';
import { createThreadRepository } from '../../../server/storage/repositories/thread-repository.ts';
import { THREADS } from '../../../server/storage/sqlite/statements/thread-statements.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';

const row = fc.record({
  source: fc.constantFrom('local', 's-team'),
  group_key: fc.constantFrom(null, 'a', 'b', 'ä'),
  deed: fc.constantFrom(null, null, 'read', 'done', 'save', 'delete', 'delete', 'snooze'),
});
const UNTIL = '2100-01-01T00:00:00.000000Z';

describe.each(DRIVERS)('folded threads on %s', (driver) => {
  let dataDir: string;
  let storage: Storage;
  let inbox: Inbox;
  beforeAll(async () => {
    dataDir = newDataDir();
    storage = await openTestStorage(dataDir, driver);
    inbox = createInbox({
      wakeAt: () => {},
      // Few rows are looked at one by one, so that the rest has to be found by thread.
      storage: { ...storage, threads: createThreadRepository(THREADS, 2) },
      ...{ publish: () => {}, receipts: NO_RECEIPTS, hasOutboxWorker: false },
      ...{ now: Date.now, monotonic: Date.now },
    });
  });
  afterAll(() => {
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  async function listed(userId: number, query: Parameters<Inbox['list']>[1]): Promise<ListPage['items']> {
    const items: ListPage['items'][number][] = [];
    let cursor: string | null = null;
    do {
      const page: ListPage = await inbox.list(userId, { ...query, ...(cursor !== null && { cursor }) });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }

  test('are the newest row of each with its numbers, in every view and on any pages', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, limit) => {
          const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
          for (const { deed, ...fields } of rows) {
            const { notification } = await storage.work([userId], () =>
              inbox.arrive(userId, { ...makeContent(fields), source: fields.source }),
            );
            const action = deed === 'snooze' ? ({ kind: 'snooze', until: UNTIL } as const) : deed;
            if (action !== null) await inbox.apply({ userId, request: { action, ids: [notification.id] } });
          }
          for (const view of VIEWS) {
            const whole = await listed(userId, { view });
            const keyOf = (item: ListPage['items'][number]) =>
              item.group_key === null ? item.id : `${item.source} ${item.group_key}`;
            const threads = new Map<string, ListPage['items'][number][]>();
            for (const item of whole) threads.set(keyOf(item), [...(threads.get(keyOf(item)) ?? []), item]);
            const expected = [...threads.values()].map((items) => ({
              ...items[0],
              ...(items[0]?.group_key !== null && {
                thread: {
                  rows: items.length,
                  unread: items.filter((item) => belongs('unread', item)).length,
                },
              }),
            }));
            expect(await listed(userId, { view, threads: 'folded', limit })).toEqual(expected);
            const [source, key] = ['s-team', 'a'];
            expect(await listed(userId, { view, source, group_key: key, limit })).toEqual(
              whole.filter((item) => item.source === source && item.group_key === key),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of a filter or a source: the newest row of each that it finds, on any pages', {
    timeout: 60_000,
  }, async () => {
    const worded = fc.record({ row, title: fc.constantFrom('disk', 'disk full', 'door') });
    const asked = fc.constantFrom(
      ...[{ q: 'disk' }, { q: '-full' }, { q: 'full', view: 'inbox' as const }, { source: 'local' }],
      ...[{ q: 'is:unread' }, { q: 'disk is:deleted' }, { q: 'disk', source: 's-team' }],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(worded, { maxLength: 20 }),
        fc.integer({ min: 1, max: 3 }),
        asked,
        async (rows, limit, query) => {
          const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
          for (const {
            row: { deed, ...fields },
            title,
          } of rows) {
            const { notification } = await storage.work([userId], () =>
              inbox.arrive(userId, { ...makeContent({ ...fields, title }), source: fields.source }),
            );
            const action = deed === 'snooze' ? ({ kind: 'snooze', until: UNTIL } as const) : deed;
            if (action !== null) await inbox.apply({ userId, request: { action, ids: [notification.id] } });
          }
          await inbox.search(userId, { q: 'x' });
          const seen = new Set<string>();
          const heads = (await listed(userId, query)).filter((item) => {
            const key = item.group_key === null ? item.id : `${item.source} ${item.group_key}`;
            return !seen.has(key) && seen.add(key);
          });
          const folded = await listed(userId, { ...query, threads: 'folded', limit });
          expect(folded.map(({ id }) => id)).toEqual(heads.map(({ id }) => id));
          for (const { group_key, thread } of folded) expect(thread !== undefined).toBe(group_key !== null);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are named with their source', async () => {
    const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
    await expect(inbox.list(userId, { view: 'inbox', group_key: 'a' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  test('of a filter say how large the thread is in its view', async () => {
    const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
    for (const title of ['disk', 'door', 'disk']) {
      await storage.work([userId], () => inbox.arrive(userId, makeContent({ title, group_key: 'k' })));
    }
    const { items } = await inbox.search(userId, { q: 'door', view: 'inbox', threads: 'folded' });
    expect(items).toMatchObject([{ title: 'door', thread: { rows: 3, unread: 3 } }]);
  });

  test('an action on a thread changes its rows of that view and no others', async () => {
    const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
    const arrive = async (source: string, group_key: string | null) =>
      (await storage.work([userId], () => inbox.arrive(userId, { ...makeContent({ group_key }), source })))
        .notification.id;
    const [first, other, second] = [
      await arrive('local', 'k'),
      await arrive('s-team', 'k'),
      await arrive('local', 'k'),
    ];
    await inbox.apply({ userId, request: { action: 'done', ids: [first] } });
    const { revision } = await inbox.position(userId);
    const late = await arrive('local', 'k');
    const { delta } = await inbox.apply({
      userId,
      request: { action: 'read', thread: { source: 'local', key: 'k' }, up_to_revision: revision },
    });
    expect(delta.changed?.map(({ id }) => id)).toEqual([second]);
    expect((await inbox.list(userId, { view: 'unread' })).items.map(({ id }) => id)).toEqual([late, other]);
  });
});
