import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_SIZE } from '#server/inbox';
import { createHousekeeping } from '../../../server/housekeeping.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, quiet, type TestApp } from '../../support/server.ts';

const DAY = 24 * 60 * 60 * 1_000;

describe.each(DRIVERS)('reading on %s', (driver) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(driver);
  });
  afterEach(() => app.close());

  const arrive = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const content = makeContent({ title: `${index}` });
        return (await app.storage.work([app.userId], () => app.inbox.arrive(app.userId, content)))
          .notification;
      }),
    );
  const sync = (query: Parameters<typeof app.inbox.sync>[1]) => app.inbox.sync(app.userId, query);
  const list = (query: Parameters<typeof app.inbox.list>[1]) => app.inbox.list(app.userId, query);
  const remove = (...ids: string[]) =>
    app.inbox.apply({ userId: app.userId, request: { action: 'delete', ids } });
  const purge = (...ids: string[]) =>
    app.inbox.apply({ userId: app.userId, request: { action: 'purge', ids } });

  test('sync gives what changed since, oldest change first, and where the inbox stands', async () => {
    const [a, b] = await arrive(3);
    await app.inbox.apply({ userId: app.userId, request: { action: 'read', ids: [a?.id ?? ''] } });
    const page = await sync({ since: 1, epoch: app.storage.epoch });
    expect(page).toMatchObject({ epoch: app.storage.epoch, revision: 4, reset: false, next: null });
    expect(page.counts).toEqual({ unread: 2, by_source: { local: 2 } });
    expect(page.changed.map(({ revision }) => revision)).toEqual([2, 3, 4]);
    expect(page.changed[0]?.id).toBe(b?.id);
    expect(page.changed.at(-1)?.id).toBe(a?.id);
  });

  test('sync at the newest revision has nothing', async () => {
    await arrive(2);
    expect(await sync({ since: 2 })).toMatchObject({ revision: 2, changed: [], next: null, reset: false });
  });

  test('sync pages after 500 rows, also inside of one revision', async () => {
    await arrive(700);
    await app.inbox.apply({
      userId: app.userId,
      request: { action: 'read', view: 'inbox', up_to_revision: 700 },
    });
    const first = await sync({ since: 700 });
    expect(first.changed).toHaveLength(500);
    const second = await sync({ since: 700, after: first.next ?? '' });
    expect(second.changed).toHaveLength(200);
    expect(second.next).toBeNull();
    expect(new Set([...first.changed, ...second.changed].map(({ id }) => id)).size).toBe(700);
  });

  test('a page that is exactly full is the last one', async () => {
    await arrive(500);
    expect((await sync({ since: 0 })).next).toBeNull();
  });

  test.each([
    ['without `since`', {}],
    ['from another epoch', { since: 1, epoch: 'another' }],
    ['from the future', { since: 1_000 }],
  ])('%s: reset, with the newest page of the inbox', async (_, query) => {
    const sent = await arrive(60);
    const archived = sent.at(-1)?.id ?? '';
    await app.inbox.apply({ userId: app.userId, request: { action: 'done', ids: [archived] } });
    await remove(sent[0]?.id ?? '');
    const { changed, ...page } = await sync(query);
    expect(page).toMatchObject({ reset: true, next: null, revision: 62 });
    expect(changed).toHaveLength(PAGE_SIZE);
    expect(changed[0]?.id).toBe(sent.at(-2)?.id);
  });

  test.each(['', 'x', '1', '1:', ':a', '-1:a'])(
    '`after` that is none of ours is refused: %j',
    async (after) => {
      await arrive(1);
      await expect(sync({ since: 0, after })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );

  test('tombstones stay for 30 days; a client that has not seen them by then starts from the beginning', async () => {
    const [a, b] = await arrive(3);
    await remove(a?.id ?? '');
    await purge(a?.id ?? '');
    app.advance(29 * DAY);
    await remove(b?.id ?? '');
    await purge(b?.id ?? '');
    const keeper = createHousekeeping({
      storage: app.storage,
      now: Date.now,
      log: quiet,
    });
    await keeper.fire(Date.now() + 31 * DAY);
    // Revision 5 purged `a`, which is forgotten now; revision 7 purged `b`, which is not.
    expect(await sync({ since: 4 })).toMatchObject({ reset: true });
    expect(await sync({ since: 5 })).toMatchObject({
      reset: false,
      changed: [{ id: b?.id, deleted: true }],
    });
    expect(app.storage.db.all('SELECT id FROM notifications')).toHaveLength(2);
  });

  test('list pages newest first without gap or repetition', async () => {
    const sent = (await arrive(12)).map(({ id }) => id);
    const first = await list({ limit: 5 });
    const second = await list({ limit: 5, cursor: first.next ?? '' });
    const third = await list({ limit: 5, cursor: second.next ?? '' });
    expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(sent.reverse());
    expect(third.next).toBeNull();
    expect(first).toMatchObject({ revision: 12, counts: { unread: 12 } });
  });

  test('list keeps its place while new ones arrive', async () => {
    await arrive(4);
    const first = await list({ limit: 2 });
    await arrive(3);
    const second = await list({ limit: 2, cursor: first.next ?? '' });
    expect(second.items.map(({ created_revision }) => created_revision)).toEqual([2, 1]);
  });

  test(`list gives ${PAGE_SIZE} rows by default`, async () => {
    await arrive(PAGE_SIZE + 1);
    expect((await list({})).items).toHaveLength(PAGE_SIZE);
  });
});
