import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANGED_EVENT, CREATED_EVENT } from '#server/channel';
import { SendAnswer } from '#server/send';
import { DRIVERS } from '../../support/drivers.ts';
import { makeSend } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const HOUR = 60 * 60 * 1_000;

describe.each(DRIVERS)('sending on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'send');
  });
  afterEach(() => app.close());

  const send = (body: unknown, key?: string, as = token) =>
    app.call('POST', '/api/notifications', {
      token: as,
      body,
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    });
  const items = async (userId = app.userId) => (await app.inbox.list(userId, {})).items;

  test('the least: a title', async () => {
    const { status, body } = await send({ title: 'Hello' });
    expect(status).toBe(201);
    expect(Value.Check(SendAnswer, body)).toBe(true);
    expect(body.notification).toMatchObject({
      source: 'local',
      type: 'notification',
      title: 'Hello',
      message: '',
      url: null,
      icon: null,
      priority: 3,
      group_key: null,
      dedupe_key: null,
      occurrences: 1,
      data: {},
      revision: 1,
      created_revision: 1,
      read_at: null,
      archived_at: null,
    });
    expect(body.notification.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(await items()).toEqual([body.notification]);
  });

  test('all fields arrive as they were sent', async () => {
    const sent = {
      type: 'order.shipped',
      title: '  Ünïcödé 🎉 <b>not markup</b> ',
      message: 'line 1\nline 2\t"quoted"',
      data: { order: 7, nested: { list: [1, 'two', null, true] }, 'key\nwith newline': 1, __type: 'x' },
      url: 'https://example.com/?a=1&b=2#c',
      icon: 'http://example.com/i.png',
      priority: 5,
      group_key: 'orders',
      dedupe_key: 'order-7',
    };
    const { body } = await send(sent);
    expect(body.notification).toMatchObject(sent);
    expect((await items())[0]).toMatchObject(sent);
  });

  test('answer and announcement equal the stored row, also for text that no database can store', async () => {
    const odd = makeSend({ title: 'half of a pair: \ud83d', message: '\udc00!', data: { text: '\ud83d' } });
    const { body } = await send(odd);
    expect(body.notification).toMatchObject({ title: 'half of a pair: \ufffd', message: '\ufffd!' });
    const folded = makeSend({ ...odd, dedupe_key: 'odd \ud83d' });
    await send(folded);
    const { body: again } = await send(folded);
    expect(again.notification).toMatchObject({ occurrences: 2, dedupe_key: 'odd \ufffd' });
    expect(await items()).toEqual([again.notification, body.notification]);
    const announced = app.published.map(({ data }) => JSON.parse(data));
    expect(announced[0]).toMatchObject(body.notification);
    expect(announced.at(-1).changed).toEqual([again.notification]);
  });

  test('a NUL character inside of data survives', async () => {
    const { body } = await send(makeSend({ data: { text: 'a\0b' } }));
    expect((await items())[0]?.data).toEqual({ text: 'a\0b' });
    expect(body.notification.data).toEqual({ text: 'a\0b' });
  });

  describe('to whom', () => {
    test.each(['number', 'text'])('the own id as %s', async (form) => {
      const to = form === 'text' ? String(app.userId) : app.userId;
      expect((await send(makeSend({ to }))).status).toBe(201);
      expect(await items()).toHaveLength(1);
    });

    test('somebody else: only with `admin`', async () => {
      const other = await app.addUser('other');
      const refused = await send(makeSend({ to: other }));
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'missing_ability' } } });
      expect(await items(other)).toEqual([]);
      const admin = await app.token(app.userId, 'admin');
      expect((await send(makeSend({ to: other }), undefined, admin)).status).toBe(201);
      expect(await items(other)).toHaveLength(1);
      expect(app.published.at(-1)).toMatchObject({ userId: other, name: CREATED_EVENT });
    });

    test('nobody: an admin sees it, others do not', async () => {
      const admin = await app.token(app.userId, 'admin');
      const unknown = await send(makeSend({ to: 99 }), undefined, admin);
      expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
      expect(await send(makeSend({ to: 99 }))).toMatchObject({ status: 403 });
    });
  });

  describe('dedupe_key', () => {
    test('folds into the unread one: newest content, same id', async () => {
      const first = await send(makeSend({ dedupe_key: 'disk', title: '80 %', data: { a: 1 }, priority: 2 }));
      const second = await send(makeSend({ dedupe_key: 'disk', title: '90 %', url: 'https://example.com' }));
      expect(second.status).toBe(200);
      expect(second.body.notification).toMatchObject({
        id: first.body.notification.id,
        title: '90 %',
        url: 'https://example.com',
        data: {},
        priority: 3,
        occurrences: 2,
        revision: 2,
        created_revision: 1,
        created_at: first.body.notification.created_at,
      });
      expect(await items()).toHaveLength(1);
      expect((await app.inbox.position(app.userId)).counts.unread).toBe(1);
      expect(app.published.map(({ name }) => name)).toEqual([CREATED_EVENT, CHANGED_EVENT]);
    });

    test.each(['read', 'done', 'delete'] as const)('starts a new one after %s', async (action) => {
      const first = await send(makeSend({ dedupe_key: 'disk' }));
      const ids = [first.body.notification.id];
      await app.inbox.apply({ userId: app.userId, request: { action, ids } });
      const second = await send(makeSend({ dedupe_key: 'disk' }));
      expect(second.status).toBe(201);
      expect(second.body.notification.id).not.toBe(ids[0]);
    });

    test('folds into the newest of two that are unread again', async () => {
      const first = await send(makeSend({ dedupe_key: 'disk' }));
      const ids = [first.body.notification.id];
      await app.inbox.apply({ userId: app.userId, request: { action: 'read', ids } });
      const second = await send(makeSend({ dedupe_key: 'disk' }));
      await app.inbox.apply({ userId: app.userId, request: { action: 'unread', ids } });
      const third = await send(makeSend({ dedupe_key: 'disk' }));
      expect(third.body.notification.id).toBe(second.body.notification.id);
    });

    test("other keys and other users' are left alone", async () => {
      const other = await app.addUser('other');
      const admin = await app.token(app.userId, 'admin');
      await send(makeSend({ dedupe_key: 'a' }));
      expect((await send(makeSend({ dedupe_key: 'b' }))).status).toBe(201);
      expect((await send(makeSend({ dedupe_key: 'a', to: other }), undefined, admin)).status).toBe(201);
    });
  });

  describe('Idempotency-Key', () => {
    test('the same again: the same answer, once in the inbox, announced once', async () => {
      const first = await send(makeSend(), 'key');
      const again = await send(makeSend(), 'key');
      expect(again.status).toBe(200);
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(again.body).toEqual(first.body);
      expect(first.headers['idempotent-replayed']).toBeUndefined();
      expect(await items()).toHaveLength(1);
      expect(app.published).toHaveLength(1);
    });

    test('at the same moment: once', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => send(makeSend(), 'key')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect(await items()).toHaveLength(1);
    });

    test('another request under the same key is refused', async () => {
      await send(makeSend(), 'key');
      const conflict = await send(makeSend({ message: 'other' }), 'key');
      expect(conflict).toMatchObject({ status: 409, body: { error: { code: 'idempotency_conflict' } } });
      expect(await items()).toHaveLength(1);
    });

    test('a key that is too long is refused, and named', async () => {
      const { status, body } = await send(makeSend(), 'k'.repeat(256));
      expect([status, body.error.details[0].path]).toEqual([422, '/idempotency-key']);
      expect(body.error.message).toBe('The header is not what this address expects.');
    });

    test('keys of different tokens have nothing to do with each other', async () => {
      const other = await app.token(app.userId, 'send');
      await send(makeSend(), 'key');
      expect((await send(makeSend(), 'key', other)).status).toBe(201);
    });

    test('answers even after the notification was deleted', async () => {
      const first = await send(makeSend(), 'key');
      const ids = [first.body.notification.id];
      await app.inbox.apply({ userId: app.userId, request: { action: 'delete', ids } });
      const again = await send(makeSend(), 'key');
      expect(again).toMatchObject({ status: 200, body: first.body });
      expect(await items()).toEqual([]);
    });

    test('a folded send is replayed, not folded again', async () => {
      await send(makeSend({ dedupe_key: 'd' }));
      await send(makeSend({ dedupe_key: 'd' }), 'key');
      await send(makeSend({ dedupe_key: 'd' }), 'key');
      expect((await items())[0]?.occurrences).toBe(2);
    });

    test('is remembered for 24 hours', async () => {
      await send(makeSend(), 'key');
      app.advance(23 * HOUR);
      expect((await send(makeSend(), 'key')).status).toBe(200);
      app.advance(2 * HOUR);
      expect((await send(makeSend({ title: 'another day' }), 'key')).status).toBe(201);
      expect((await send(makeSend({ title: 'another day' }), 'key')).status).toBe(200);
    });

    test('a send that failed is not remembered', async () => {
      app.storage.db.exec('PRAGMA query_only = ON');
      const failed = await send(makeSend(), 'key');
      expect(failed).toMatchObject({ status: 503, body: { error: { code: 'storage_failed' } } });
      app.storage.db.exec('PRAGMA query_only = OFF');
      const retried = await send(makeSend(), 'key');
      expect(retried.status).toBe(201);
      expect(await items()).toHaveLength(1);
    });

    test.each(['', 'x'.repeat(256)])('of %j length is refused', async (key) => {
      expect(await send(makeSend(), key)).toMatchObject({
        status: 422,
        body: { error: { code: 'invalid_request' } },
      });
    });

    test('of 255 characters is taken', async () => {
      expect((await send(makeSend(), 'x'.repeat(255))).status).toBe(201);
    });
  });

  test('a full disk: refused, nothing half written, and it goes on when there is room', async () => {
    const pages = app.storage.db.one<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    app.storage.db.all(`PRAGMA max_page_count = ${pages}`);
    const message = 'x'.repeat(30_000);
    const refused = await Promise.all([1, 2].map((n) => send(makeSend({ message }), `key ${n}`)));
    for (const one of refused) {
      expect(one).toMatchObject({ status: 503, body: { error: { code: 'storage_failed' } } });
    }
    expect(await app.inbox.position(app.userId)).toMatchObject({ revision: 0, counts: { unread: 0 } });
    expect(await items()).toEqual([]);
    expect(app.published).toEqual([]);
    app.storage.db.all(`PRAGMA max_page_count = ${pages + 1_000}`);
    expect((await send(makeSend({ message }), 'key 1')).status).toBe(201);
  });
});
