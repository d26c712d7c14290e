import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANGED_EVENT, CREATED_EVENT } from '#server/channel';
import { Delta } from '#server/inbox';
import { userChannel } from '#server/rules/channels';
import { makeApp } from '../../../server/apps/app-settings.ts';
import {
  createNotificationStore,
  type PublishedEvent,
  type StoreNotification,
} from '../../../server/dialects/laravel/store-notification.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const PUSHER = makeApp({ id: '7', key: 'k', secret: 's', keepNotifications: true });
const ID = '6f9b0c1e-5f6e-4e0f-9d40-1f0a2f5f4c11';

describe.each(DRIVERS)('keeping Laravel notifications on %s', (driver) => {
  let app: TestApp;
  let keep: StoreNotification;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    keep = createNotificationStore(app);
    token = await app.token(app.userId, 'inbox');
  });
  afterEach(() => app.close());

  const event = (payload: unknown = {}, to = app.userId): PublishedEvent => ({
    channel: userChannel(to),
    name: CREATED_EVENT,
    data: JSON.stringify({
      id: ID,
      type: 'App\\Notifications\\OrderShipped',
      title: 'Shipped',
      ...(payload as object),
    }),
  });
  const items = async () => (await app.inbox.list(app.userId, {})).items;

  test('it is in the inbox when the answer comes, and announced as a change', async () => {
    expect(await keep(PUSHER, event({ order_id: 7 }))).toBe('stored');
    expect(await items()).toMatchObject([
      { source: 'app:7', title: 'Shipped', data: { order_id: 7 }, read_at: null },
    ]);
    expect(app.published).toMatchObject([{ userId: app.userId, name: CHANGED_EVENT }]);
    const delta = JSON.parse(app.published[0]?.data ?? '');
    expect(Value.Check(Delta, delta)).toBe(true);
    expect(delta).toMatchObject({ revision: 1, counts: { unread: 1, by_source: { 'app:7': 1 } } });
    expect(delta.changed).toEqual(await items());
  });

  test('sent again it is the same one, also at once, and also after it was deleted', async () => {
    expect(await Promise.all([keep(PUSHER, event()), keep(PUSHER, event())])).toEqual(['stored', 'known']);
    expect(await keep(PUSHER, event({ title: 'Shipped again' }))).toBe('known');
    expect(await items()).toHaveLength(1);
    expect(app.published).toHaveLength(1);
    await app.inbox.apply({
      userId: app.userId,
      request: { action: 'delete', ids: [(await items())[0]?.id ?? ''] },
    });
    expect(await keep(PUSHER, event())).toBe('known');
    expect(await items()).toEqual([]);
  });

  test('the same id for another user, or from another app, is another one', async () => {
    const other = await app.addUser('Other');
    const outcomes = await Promise.all([
      keep(PUSHER, event()),
      keep(PUSHER, event({}, other)),
      keep({ ...PUSHER, id: '8' }, event()),
    ]);
    expect(outcomes).toEqual(['stored', 'stored', 'stored']);
    expect([(await items()).length, (await app.inbox.list(other, {})).items.length]).toEqual([2, 1]);
  });

  test('without a usable id each is a new one', async () => {
    const anonymous = event({ id: null });
    expect([await keep(PUSHER, anonymous), await keep(PUSHER, anonymous)]).toEqual(['stored', 'stored']);
    expect(await items()).toHaveLength(2);
  });

  test('everything else passes and is not stored', async () => {
    const one = event();
    const others: PublishedEvent[] = [
      { ...one, name: 'order.shipped' },
      { ...one, name: CHANGED_EVENT },
      { ...one, channel: `private-user.${app.userId}` },
      { ...one, channel: `App.Models.User.${app.userId}` },
      { ...one, channel: `private-cache-App.Models.User.${app.userId}` },
      { ...one, channel: `${one.channel}x` },
      { ...one, channel: `x${one.channel}` },
      { ...one, channel: userChannel('01') },
      { ...one, channel: userChannel('1e0') },
      { ...one, channel: userChannel(0) },
      { ...one, channel: userChannel(404) },
      { ...one, channel: userChannel('99999999999999999999') },
      { ...one, data: '["list"]' },
      { ...one, data: 'not JSON' },
    ];
    for (const other of others) expect(await keep(PUSHER, other)).toBe('ignored');
    expect(await keep({ ...PUSHER, keepNotifications: false }, one)).toBe('ignored');
    expect([await items(), app.published]).toEqual([[], []]);
  });

  test('a failing disk is an error: nothing was stored, and a retry stores it', async () => {
    app.storage.db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON notifications BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
    );
    const failed = await Promise.allSettled([keep(PUSHER, event()), keep(PUSHER, event({ id: 'other' }))]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(app.published).toEqual([]);
    app.storage.db.exec('DROP TRIGGER full');
    expect(await keep(PUSHER, event())).toBe('stored');
    expect(await items()).toHaveLength(1);
  });

  const CLASS = 'App\\Notifications\\OrderShipped';
  const odd = {
    ...{ title: { en: 'Shipped', de: 'Verschickt' }, message: null, url: '/posts/5', icon: 'fa-bell' },
    ...{ priority: 'high', type: 'order', tags: [], nested: { a: [1, { b: null }] } },
  };

  test.each([
    ['under `data`', { data: odd }, odd],
    ['a list', { data: ['a', { b: 1 }] }, ['a', { b: 1 }]],
    ['a text', { data: 'plain' }, 'plain'],
    ['a number', { data: 0 }, 0],
    ['false', { data: false }, false],
    ['empty', { data: {} }, {}],
    ['flat', { ...odd, type: CLASS, read_at: 'x' }, { ...odd, type: undefined, read_at: 'x' }],
    ['flat, with a `data` that is null', { title: 'x', data: null }, { title: 'x', data: null }],
  ])('the app gets back its data as it came: %s', async (_what, payload, data) => {
    const sent = { id: ID, type: CLASS, ...payload };
    expect(await keep(PUSHER, { ...event(), data: JSON.stringify(sent) })).toBe('stored');
    const [row] = (await app.call('GET', '/api/notifications', { token })).body.notifications;
    expect([JSON.stringify(row.data), row.type]).toEqual([JSON.stringify(data), CLASS]);
  });

  test('what Belfry reads stands beside it, and what came beside the data stays there', async () => {
    await keep(PUSHER, {
      ...event(),
      data: JSON.stringify({
        id: ID,
        type: CLASS,
        extra: { a: 1 },
        read_at: null,
        created_at: '2001',
        data: odd,
      }),
    });
    const [row] = (await app.call('GET', '/api/notifications', { token })).body.notifications;
    expect(row).toMatchObject({ id: ID, type: CLASS, extra: { a: 1 }, data: odd, notifiable_id: app.userId });
    expect(row.created_at).toMatch(/^20[2-9]\d-/);
    expect(await items()).toMatchObject([
      ...[{ type: 'order', title: 'Order', message: '', url: null, icon: null, priority: 3 }],
    ]);
    expect((await items())[0]?.data).toEqual({ ...odd, extra: { a: 1 } });
  });

  test('data without names is a field of what Belfry reads', async () => {
    await keep(PUSHER, {
      ...event(),
      data: JSON.stringify({ id: ID, type: CLASS, title: 'x', data: ['a'] }),
    });
    const [row] = (await app.call('GET', '/api/notifications', { token })).body.notifications;
    expect(row).toMatchObject({ title: 'x', message: '', priority: 3, data: ['a'] });
    expect(await items()).toMatchObject([{ title: 'x', data: { title: 'x', data: ['a'] } }]);
  });

  test('one that was stored before envelopes existed comes back as it was stored', async () => {
    await keep(PUSHER, event({ icon: 'fa-bell' }));
    app.storage.db.exec('UPDATE notifications SET envelope = NULL');
    const [row] = (await app.call('GET', '/api/notifications', { token })).body.notifications;
    expect(row).toMatchObject({ type: CLASS, data: { title: 'Shipped', icon: 'fa-bell' } });
    expect(await items()).toMatchObject([{ data: { icon: 'fa-bell' } }]);
  });

  test("Laravel's surface knows it by Laravel's id, and by ours", async () => {
    await keep(PUSHER, event());
    const page = (await app.call('GET', '/api/notifications', { token })).body;
    expect(page.notifications).toMatchObject([{ id: ID, data: { title: 'Shipped' }, read_at: null }]);
    const own = (await items())[0]?.id ?? '';
    const read = await app.call('POST', `/api/notifications/${ID}/read`, { token });
    expect([read.status, read.body.delta.changed[0].id]).toEqual([200, own]);
    expect((await app.call('POST', `/api/notifications/${own}/read`, { token })).status).toBe(200);
    const gone = await app.call('DELETE', `/api/notifications/${ID}`, { token });
    expect(gone.status).toBe(200);
    expect(gone.body.delta.changed).toMatchObject([{ id: own, revision: 3, deleted: true }]);
    expect((await app.call('DELETE', `/api/notifications/${ID}`, { token })).status).toBe(404);
  });

  test("nobody reaches another user's by its Laravel id", async () => {
    await keep(PUSHER, event());
    const stranger = await app.token(await app.addUser('Mallory'), 'inbox');
    for (const [method, url] of [
      ['POST', `/api/notifications/${ID}/read`],
      ['DELETE', `/api/notifications/${ID}`],
    ] as const) {
      expect((await app.call(method, url, { token: stranger })).status).toBe(404);
    }
    expect(await items()).toMatchObject([{ read_at: null }]);
  });
});
